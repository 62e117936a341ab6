package dev.bastide.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.ActRefused;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A key belongs to one person; it opens until it is removed or its person is disabled. */
@BastideTest
class SshKeysTest {
    private static final Random RANDOM = new Random(7);

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private SshKeys keys;

    @Autowired
    private Joining joining;

    @Autowired
    private JdbcClient sql;

    @Test
    void keyLeadsToItsOwnerUntilRemoved() {
        TestPeople.Someone operator = somebody.with("operator");

        SshKeys.Key key = keys.add(operator.actor(), operator.id(), edwards());

        assertThat(keys.ownerOf(key.fingerprint())).contains(operator.id());
        keys.remove(operator.actor(), operator.id(), key.id());
        assertThat(keys.ownerOf(key.fingerprint())).isEmpty();
    }

    @Test
    void keyOfADisabledPersonOpensNothing() {
        TestPeople.Someone operator = somebody.with("operator");
        SshKeys.Key key = keys.add(operator.actor(), operator.id(), edwards());

        joining.disable(somebody.with("administrator", "administrator").actor(), operator.id());

        assertThat(keys.ownerOf(key.fingerprint())).isEmpty();
    }

    @Test
    void oneKeyHasOneOwner() {
        String line = edwards();
        TestPeople.Someone first = somebody.with("operator");
        TestPeople.Someone second = somebody.with("operator");
        keys.add(first.actor(), first.id(), line);

        assertThatExceptionOfType(ActRefused.class)
                .isThrownBy(() -> keys.add(second.actor(), second.id(), line))
                .matches(refused -> refused.reason().key().equals("identity.key.taken"));
        assertThatThrownBy(() -> sql.sql("""
                                insert into identity.ssh_key (id, person, kind, bits, blob, fingerprint, name, added_at)
                                select gen_random_uuid(), ?, kind, bits, blob, fingerprint, name, added_at
                                from identity.ssh_key where person = ?
                                """)
                        .params(second.id().value(), first.id().value())
                        .update())
                .hasStackTraceContaining("one_owner_of_a_key");
    }

    @Test
    void nobodyAddsKeysForOthersWithoutTheRight() {
        TestPeople.Someone stranger = somebody.with("operator");
        TestPeople.Someone victim = somebody.with("operator");

        assertThatThrownBy(() -> keys.add(stranger.actor(), victim.id(), edwards()))
                .isInstanceOf(ActRefused.class);
        Browser.Answer answer = stranger.browser(port)
                .cookie("bastide-csrf", "t")
                .json("POST", "/api/v1/people/" + victim.login() + "/keys", "{\"key\":\"" + edwards() + "\"}");
        assertThat(answer.status()).isEqualTo(403);
    }

    @Test
    void databaseRefusesShortRsa() {
        assertThatThrownBy(() -> sql.sql("""
                                insert into identity.ssh_key (id, person, kind, bits, blob, fingerprint, name, added_at)
                                values (gen_random_uuid(), ?, 'ssh-rsa', 2048, '\\x00', 'SHA256:short', 'x', now())
                                """)
                        .param(somebody.with("operator").id().value())
                        .update())
                .hasStackTraceContaining("rsa_is_long_enough");
    }

    @Test
    void pageShowsTheReasonBesideTheField() {
        Browser browser = somebody.with("operator").browser(port);

        assertThat(browser.post("/me/keys", "key", "-----BEGIN OPENSSH PRIVATE KEY-----")
                        .body())
                .contains("This is a private key");
        assertThat(browser.post("/me/keys", "key", edwards()).status()).isEqualTo(302);
        assertThat(browser.get("/me/keys").body()).contains("ssh-ed25519").contains("SHA256:");
    }

    private static String edwards() {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        byte[] kind = "ssh-ed25519".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        ByteBuffer blob = ByteBuffer.allocate(8 + kind.length + key.length);
        blob.putInt(kind.length).put(kind).putInt(key.length).put(key);
        return "ssh-ed25519 " + Base64.getEncoder().encodeToString(blob.array()) + " test";
    }
}
