package dev.bastide.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.Result;
import dev.bastide.audit.StoredRecord;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestPeople;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a form of keys or tokens refuses stands beside its field, and in the record. */
@BastideTest
class RefusedFieldsTest {
    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private AuditSearch record;

    private TestPeople.Someone person;
    private Browser browser;

    @BeforeEach
    void signIn() {
        person = somebody.with("operator");
        browser = person.browser(port);
    }

    @Test
    void badKeyIsRecorded() {
        assertThat(browser.post("/me/keys", "key", "ssh-ed25519 nonsense").status())
                .isEqualTo(200);

        assertThat(refusals("key.add")).singleElement().asString().contains("identity.key.");
    }

    @Test
    void weakRsaIsRecorded() throws Exception {
        assertThat(browser.post("/me/keys", "key", rsa(1024)).body()).contains("3072");

        assertThat(refusals("key.add")).singleElement().asString().contains("refused");
    }

    @Test
    void tokenThatLastsTooLongIsRecorded() {
        assertThat(browser.post("/me/tokens", "name", "pipeline", "scopes", "all", "days", "366")
                        .body())
                .contains("365");

        assertThat(refusals("token.add")).singleElement().asString().contains("366 days");
    }

    @Test
    void badScopeIsRecorded() {
        browser.post("/me/tokens", "name", "pipeline", "scopes", "every;thing", "days", "30");

        assertThat(refusals("token.add")).singleElement().asString().contains("every;thing");
    }

    @Test
    void goodOnesAreNoRefusals() {
        browser.post("/me/tokens", "name", "pipeline", "scopes", "all", "days", "30");

        assertThat(refusals("token.add")).isEmpty();
    }

    private List<String> refusals(String operation) {
        return record
                .search(
                        somebody.with("auditor").actor(),
                        AuditQuery.of(Map.of("user", person.login(), "operation", operation)),
                        null,
                        20)
                .records()
                .stream()
                .map(StoredRecord::entry)
                .filter(entry -> entry.result() == Result.REFUSED)
                .map(entry -> entry.content())
                .toList();
    }

    private static String rsa(int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        RSAPublicKey key = (RSAPublicKey) generator.generateKeyPair().getPublic();
        byte[] kind = "ssh-rsa".getBytes(StandardCharsets.US_ASCII);
        byte[] exponent = key.getPublicExponent().toByteArray();
        byte[] modulus = key.getModulus().toByteArray();
        ByteBuffer wire = ByteBuffer.allocate(12 + kind.length + exponent.length + modulus.length);
        for (byte[] part : List.of(kind, exponent, modulus)) {
            wire.putInt(part.length).put(part);
        }
        return "ssh-rsa " + Base64.getEncoder().encodeToString(wire.array()) + " weak";
    }
}
