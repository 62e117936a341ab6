package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Eventually;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.auth.AbstractUserAuth;
import org.apache.sshd.client.auth.AbstractUserAuthFactory;
import org.apache.sshd.client.auth.UserAuth;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * No sequence of messages gets in without a signature of the right key followed by the right code, also if the client
 * does not wait for answers: answers meant for one method must never count for another.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LoginSequencesTest {
    private static final long SEED = 20261122;
    private static final String NAME = "eve%web-03";
    private static final String RIGHT = "123456";

    private enum Step {
        OFFER_KNOWN,
        SIGN_KNOWN,
        SIGN_KNOWN_FALSELY,
        OFFER_STRANGE,
        SIGN_STRANGE,
        OFFER_KNOWN_SIGN_STRANGE,
        ASK_FOR_PROMPT,
        WRONG_CODE,
        RIGHT_CODE,
        METHOD_NONE,
        OTHER_NAME
    }

    private House house;
    private SshClient client;
    private final KeyPair known = SshKeys.newEd25519();
    private final KeyPair strange = SshKeys.newEd25519();

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        house = new House(folder);
        house.gate.keys.put("eve", List.of(known.getPublic()));
        house.gate.codes.put("eve", RIGHT);
        client = ClientBuilder.builder()
                .serverKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE)
                .build();
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.start();
    }

    @AfterAll
    void close() throws Exception {
        client.stop();
        house.close();
    }

    @Test
    void noneOfTwentyFiveSequencesGetsIn() throws Exception {
        tries(25);
    }

    @Test
    @Tag("long")
    void noneOfThousandSequencesGetsIn() throws Exception {
        tries(1000);
    }

    @Test
    void secondSignatureDoesNotStandInForTheCode() throws Exception {
        play(List.of(Step.SIGN_KNOWN, Step.SIGN_KNOWN, Step.ASK_FOR_PROMPT));
        play(List.of(Step.SIGN_KNOWN, Step.ASK_FOR_PROMPT, Step.SIGN_KNOWN));
        play(List.of(Step.SIGN_KNOWN, Step.ASK_FOR_PROMPT, Step.WRONG_CODE, Step.SIGN_KNOWN));

        assertThat(house.gate.entered).isEmpty();
    }

    @Test
    void falseSignatureIsRecordedAsSuch() throws Exception {
        play(List.of(Step.SIGN_KNOWN_FALSELY));

        Eventually.holds(
                "it is recorded",
                Duration.ofSeconds(5),
                () -> house.gate.failures.stream()
                        .anyMatch(failure -> failure.kind() == LoginFailure.Kind.BAD_SIGNATURE));
        assertThat(house.gate.entered).isEmpty();
    }

    @Test
    void rightCodeBeforeTheKeyIsWorthNothing() throws Exception {
        play(List.of(Step.RIGHT_CODE, Step.SIGN_KNOWN));
        play(List.of(Step.ASK_FOR_PROMPT, Step.RIGHT_CODE, Step.SIGN_KNOWN));
        play(List.of(Step.SIGN_STRANGE, Step.ASK_FOR_PROMPT, Step.RIGHT_CODE));

        assertThat(house.gate.entered).isEmpty();
    }

    private void tries(int count) throws Exception {
        Random random = new Random(SEED);
        // With the right code after the key a sequence may rightly get in, so the random ones never hold it.
        List<Step> all = List.copyOf(EnumSet.complementOf(EnumSet.of(Step.RIGHT_CODE)));
        for (int i = 0; i < count; i++) {
            List<Step> steps = new ArrayList<>();
            for (int j = random.nextInt(1, 7); j > 0; j--) {
                steps.add(all.get(random.nextInt(all.size())));
            }

            boolean in = play(steps);

            assertThat(in).as("seed %d, %s", SEED, steps).isFalse();
            assertThat(house.gate.entered).as("seed %d, %s", SEED, steps).isEmpty();
        }
    }

    private boolean play(List<Step> steps) throws Exception {
        client.setUserAuthFactories(List.of(new AbstractUserAuthFactory("publickey") {
            @Override
            public UserAuth createUserAuth(ClientSession session) {
                return new Player(steps);
            }
        }));
        ClientSession session = client.connect(NAME, "127.0.0.1", house.door.port())
                .verify(Duration.ofSeconds(20))
                .getSession();
        try {
            session.auth();
            session.waitFor(
                    EnumSet.of(ClientSession.ClientSessionEvent.CLOSED, ClientSession.ClientSessionEvent.AUTHED),
                    Duration.ofMillis(150));
            return session.isAuthenticated();
        } finally {
            session.close(true);
        }
    }

    /** Sends its steps one after the other without waiting for any answer. */
    private final class Player extends AbstractUserAuth {
        private final List<Step> steps;

        Player(List<Step> steps) {
            super("publickey");
            this.steps = steps;
        }

        @Override
        protected boolean sendAuthDataRequest(ClientSession session, String service) throws Exception {
            for (Step step : steps) {
                if (session.isOpen()) {
                    send(session, step);
                }
            }
            return true;
        }

        @Override
        protected boolean processAuthDataRequest(ClientSession session, String service, Buffer buffer) {
            return true;
        }

        private void send(ClientSession session, Step step) throws Exception {
            switch (step) {
                case OFFER_KNOWN -> key(session, NAME, known, null);
                case SIGN_KNOWN -> key(session, NAME, known, known);
                case SIGN_KNOWN_FALSELY -> key(session, NAME, known, strange);
                case OFFER_STRANGE -> key(session, NAME, strange, null);
                case SIGN_STRANGE -> key(session, NAME, strange, strange);
                case OFFER_KNOWN_SIGN_STRANGE -> {
                    key(session, NAME, known, null);
                    key(session, NAME, strange, strange);
                }
                case ASK_FOR_PROMPT -> method(session, "keyboard-interactive");
                case WRONG_CODE -> code(session, "000000");
                case RIGHT_CODE -> code(session, RIGHT);
                case METHOD_NONE -> method(session, "none");
                case OTHER_NAME -> key(session, "anna%web-03", known, known);
            }
        }

        private void method(ClientSession session, String method) throws Exception {
            Buffer packet = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST);
            packet.putString(NAME);
            packet.putString("ssh-connection");
            packet.putString(method);
            packet.putString("");
            packet.putString("");
            session.writePacket(packet);
        }

        private void code(ClientSession session, String code) throws Exception {
            Buffer packet = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_INFO_RESPONSE);
            packet.putUInt(1);
            packet.putString(code);
            session.writePacket(packet);
        }

        private void key(ClientSession session, String name, KeyPair shown, @Nullable KeyPair signer) throws Exception {
            Buffer request = new ByteArrayBuffer();
            request.putByte(SshConstants.SSH_MSG_USERAUTH_REQUEST);
            request.putString(name);
            request.putString("ssh-connection");
            request.putString("publickey");
            request.putBoolean(signer != null);
            request.putString("ssh-ed25519");
            request.putPublicKey(shown.getPublic());
            byte[] body = request.getCompactData();
            Buffer packet = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_REQUEST, body.length + 256);
            packet.putRawBytes(body, 1, body.length - 1);
            if (signer != null) {
                packet.putBytes(signature(session, body, signer));
            }
            session.writePacket(packet);
        }

        private byte[] signature(ClientSession session, byte[] body, KeyPair signer) throws Exception {
            Buffer signed = new ByteArrayBuffer();
            signed.putBytes(session.getSessionId());
            signed.putRawBytes(body);
            Signature signature = BuiltinSignatures.ed25519.create();
            signature.initSigner(session, signer.getPrivate());
            signature.update(session, signed.getCompactData());
            Buffer wrapped = new ByteArrayBuffer();
            wrapped.putString("ssh-ed25519");
            wrapped.putBytes(signature.sign(session));
            return wrapped.getCompactData();
        }
    }
}
