package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks which keys a host shows, one connection for each kind, and hangs up at once: only keys are exchanged, nobody logs
 * in, and nothing that is seen is believed.
 */
public final class HostKeyLook {
    private static final Logger LOG = LoggerFactory.getLogger(HostKeyLook.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** The kinds of keys, in the order they are shown in. */
    private static final List<List<BuiltinSignatures>> KINDS = List.of(
            List.of(BuiltinSignatures.ed25519),
            List.of(BuiltinSignatures.nistp256, BuiltinSignatures.nistp384, BuiltinSignatures.nistp521),
            List.of(BuiltinSignatures.rsaSHA512, BuiltinSignatures.rsaSHA256));

    private HostKeyLook() {}

    /** The keys that answer there now; empty when nothing answers in time. */
    public static List<PublicKey> at(String address, int port) {
        Algorithms.preferTheJdk();
        List<PublicKey> keys = new ArrayList<>();
        for (List<BuiltinSignatures> kind : KINDS) {
            try {
                look(address, port, List.copyOf(kind)).ifPresent(keys::add);
            } catch (IOException e) {
                LOG.debug("Nothing answered at {}:{}: {}", address, port, e.toString());
                break;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        return keys;
    }

    /** Throws only when the host cannot be reached at all; a host without a key of this kind gives none. */
    private static Optional<PublicKey> look(String address, int port, List<NamedFactory<Signature>> kind)
            throws IOException, InterruptedException {
        CompletableFuture<Optional<PublicKey>> shown = new CompletableFuture<>();
        try (SshClient client = client(kind, shown)) {
            client.start();
            ClientSession session =
                    client.connect("look", address, port).verify(PATIENCE).getSession();
            session.addCloseFutureListener(closed -> shown.complete(Optional.empty()));
            return shown.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return Optional.empty();
        }
    }

    private static SshClient client(List<NamedFactory<Signature>> kind, CompletableFuture<Optional<PublicKey>> shown) {
        SshClient client = ClientBuilder.builder()
                .cipherFactories(Algorithms.hostCiphers())
                .macFactories(Algorithms.hostMacs())
                .keyExchangeFactories(Algorithms.hostKeyExchanges())
                .signatureFactories(kind)
                .compressionFactories(Algorithms.compressions())
                .channelFactories(List.of())
                .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                .serverKeyVerifier((session, remote, key) -> {
                    shown.complete(Optional.of(key));
                    // No key is accepted, so the connection ends before anybody could log in.
                    return false;
                })
                .build();
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        return client;
    }
}
