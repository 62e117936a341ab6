package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Duration;
import java.util.List;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.keyboard.UserAuthKeyboardInteractiveFactory;
import org.apache.sshd.client.auth.keyboard.UserInteraction;
import org.apache.sshd.client.auth.pubkey.UserAuthPublicKeyFactory;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.core.CoreModuleProperties;

/**
 * A visit at a door that is known by its keys, by somebody to whom nothing may be opened. Each way in throws where no door
 * of these keys answers, and where it opens what it should have refused.
 */
public final class Knock {
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private final String address;
    private final int port;
    private final List<PublicKey> doorKeys;

    /** A door that listens there and shows one of these keys. */
    public Knock(String address, int port, List<PublicKey> doorKeys) {
        this.address = address;
        this.port = port;
        this.doorKeys = List.copyOf(doorKeys);
    }

    /** What is asked for by somebody who was let in. */
    @FunctionalInterface
    public interface Wish {
        /** Asks, and is refused. */
        void ask(ClientSession session) throws IOException;
    }

    /** Comes with a key that nobody ever had: it is thrown away with the connection, and the sign-in is refused. */
    public void asStranger(String name) throws IOException {
        visit(name, SshKeys.newEd25519(), "", session -> refused(session.auth()));
    }

    /** Comes with a key that the door knows and with a wrong code, and the sign-in is refused. */
    public void withWrongCode(String name, KeyPair known) throws IOException {
        visit(name, known, "no code", session -> refused(session.auth()));
    }

    /** Comes with a key and a code that the door knows, and asks for something. */
    public void asKnown(String name, KeyPair known, String code, Wish wish) throws IOException {
        visit(name, known, code, session -> {
            session.auth().verify(PATIENCE);
            wish.ask(session);
        });
    }

    private static void refused(AuthFuture answer) throws IOException {
        if (!answer.await(PATIENCE)) {
            throw new IOException("the door did not answer a sign-in in time");
        }
        if (answer.isSuccess()) {
            throw new IOException("the door let a stranger in");
        }
    }

    private void visit(String name, KeyPair pair, String code, Wish wish) throws IOException {
        Algorithms.preferTheJdk();
        try (SshClient client = client(new Pins(doorKeys), code)) {
            client.start();
            try (ClientSession session =
                    client.connect(name, address, port).verify(PATIENCE).getSession()) {
                session.addPublicKeyIdentity(pair);
                wish.ask(session);
            }
        }
    }

    private static SshClient client(Pins pins, String code) {
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
        client.setUserAuthFactories(List.of(
                new UserAuthPublicKeyFactory(List.of(BuiltinSignatures.ed25519)),
                UserAuthKeyboardInteractiveFactory.INSTANCE));
        CoreModuleProperties.PASSWORD_PROMPTS.set(client, 1);
        client.setUserInteraction(new Typed(code));
        return client;
    }

    /** Types the same to whatever it is asked, and hands no password. */
    private record Typed(String code) implements UserInteraction {
        @Override
        public String[] interactive(
                ClientSession session, String name, String instruction, String lang, String[] prompt, boolean[] echo) {
            String[] answers = new String[prompt.length];
            java.util.Arrays.fill(answers, code);
            return answers;
        }

        @Override
        public String getUpdatedPassword(ClientSession session, String prompt, String lang) {
            throw new IllegalStateException("a canary has no password");
        }
    }
}
