package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;

/**
 * A sign-in at a door that is known by its key, by a stranger with a key that nobody ever had: it is thrown away with the
 * connection, so that there is nothing that could be let in a second time.
 */
public final class Knock {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Knock() {}

    /** Signs in and is refused. Throws where no door of this key answers, or where it lets the stranger in. */
    public static void at(String address, int port, List<PublicKey> doorKeys, String name) throws IOException {
        Algorithms.preferTheJdk();
        try (SshClient client = client(new Pins(doorKeys))) {
            client.start();
            try (ClientSession session =
                    client.connect(name, address, port).verify(PATIENCE).getSession()) {
                session.addPublicKeyIdentity(SshKeys.newEd25519());
                AuthFuture answer = session.auth();
                if (!answer.await(PATIENCE)) {
                    throw new IOException("the door did not answer a sign-in in time");
                }
                if (answer.isSuccess()) {
                    throw new IOException("the door let a stranger in");
                }
            }
        }
    }

    private static SshClient client(Pins pins) {
        SshClient client = ClientBuilder.builder()
                .cipherFactories(Algorithms.hostCiphers())
                .macFactories(Algorithms.hostMacs())
                .keyExchangeFactories(Algorithms.hostKeyExchanges())
                .signatureFactories(List.of(BuiltinSignatures.ed25519))
                .compressionFactories(Algorithms.compressions())
                .channelFactories(List.of())
                .hostConfigEntryResolver(HostConfigEntryResolver.EMPTY)
                .serverKeyVerifier((session, remote, key) -> pins.accepts(key))
                .build();
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setUserAuthFactories(List.of(new UserAuthPublicKeyFactory(List.of(BuiltinSignatures.ed25519))));
        return client;
    }
}
