package dev.bastide.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.TestCertificate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Reading a directory over the network: whom we believe, and that what comes back is whole or nothing. */
class LdapTest {
    private final TestLdap server = new TestLdap(0);
    private final Ldap ldap = new Ldap();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void readsWhoThereIsOverTls() {
        server.add("nora", "operations", "employeeType: active");

        List<Found> found = ldap.read(server.source());

        assertThat(found).singleElement().satisfies(one -> {
            assertThat(one.login()).isEqualTo("nora");
            assertThat(one.name()).isEqualTo("Person nora");
            assertThat(one.email()).isEqualTo("nora@example.org");
            assertThat(one.department()).isEqualTo("operations");
            assertThat(one.title()).isNull();
            assertThat(one.active()).isTrue();
            assertThat(one.id()).hasSize(36);
        });
    }

    @Test
    void readsTheSameAfterStartTls() {
        server.add("nora", "operations");

        assertThat(ldap.read(server.source(LdapSource.Security.STARTTLS))).hasSize(1);
    }

    @Test
    void readsPageAfterPage() {
        for (int i = 0; i < 1_201; i++) {
            server.add("person" + i, "operations");
        }

        assertThat(ldap.read(server.source())).hasSize(1_201);
    }

    @Test
    void understandsWhoHasLeft() {
        server.add("left", "operations", "employeeType: Gone");
        server.add("stayed", "operations", "employeeType: active");
        server.add("disabled", "operations", "userAccountControl: 514");
        server.add("enabled", "operations", "userAccountControl: 512");

        assertThat(ldap.read(TestLdap.leaving(server.source(), "employeeType", "gone")))
                .filteredOn(one -> !one.active())
                .extracting(Found::login)
                .containsExactly("left");
        assertThat(ldap.read(TestLdap.leaving(server.source(), "userAccountControl", "&2")))
                .filteredOn(one -> !one.active())
                .extracting(Found::login)
                .containsExactly("disabled");
        assertThatThrownBy(() -> ldap.read(TestLdap.leaving(server.source(), "employeeType", "&2")))
                .isInstanceOf(LdapDown.class)
                .hasMessage("identity.ldap.down.number");
    }

    @Test
    void ofTwoDepartmentsNoneCounts() {
        server.add("nora", "operations", "departmentNumber: development");

        assertThat(ldap.read(server.source()).getFirst().department()).isNull();
    }

    @Test
    void refusesWhomNobodyWeTrustVouchesFor() {
        server.add("nora", "operations");
        for (LdapSource.Security security : LdapSource.Security.values()) {
            LdapSource source = server.source(security);

            refused(TestLdap.trusting(source, ""), "identity.ldap.down.connect");
            refused(TestLdap.trusting(source, new TestCertificate().pem()), "identity.ldap.down.connect");
            refused(TestLdap.at(source, "localhost"), "identity.ldap.down.connect");
        }
        assertThat(server.passwordsSeen()).isZero();
    }

    @Test
    void refusesADirectoryThatSpeaksOnlyInTheClear() {
        try (TestLdap clear = TestLdap.clear()) {
            refused(clear.source(LdapSource.Security.STARTTLS), "identity.ldap.down.connect");
            assertThat(clear.passwordsSeen()).isZero();
        }
    }

    @Test
    void refusesAWrongPasswordWithoutRepeatingIt() {
        LdapSource source = server.source();
        LdapSource wrong = source.as(new LdapSource.Reader(source.reader().name(), "not-the-password"));

        assertThatThrownBy(() -> ldap.read(wrong))
                .isInstanceOfSatisfying(
                        LdapDown.class,
                        down -> assertThat(down.args().toString()).doesNotContain("not-the-password"))
                .hasMessage("identity.ldap.down.bind");
        assertThat(wrong.toString()).doesNotContain("not-the-password");
    }

    @Test
    void aDirectoryThatNamesNobodyHasSaidNothing() {
        refused(server.source(), "identity.ldap.down.nobody");
    }

    @Test
    void aDirectoryThatStopsHalfwayHasSaidNothing() {
        try (TestLdap stingy = new TestLdap(3)) {
            for (int i = 0; i < 5; i++) {
                stingy.add("person" + i, "operations");
            }
            refused(stingy.source(), "identity.ldap.down.search");
        }
    }

    @Test
    void aDirectoryThatIsDownHasSaidNothing() {
        LdapSource source = server.source();
        server.close();

        refused(source, "identity.ldap.down.connect");
    }

    @Test
    void twoEntriesOfOneLoginSayNothing() {
        server.add("nora", "operations");
        server.addUnder("people", "Nora", "operations");

        refused(server.source(), "identity.ldap.down.twice");
    }

    @Test
    void anEntryThatNobodyCanTellApartSaysNothing() {
        server.add("nora", "operations");

        refused(TestLdap.knownBy(server.source(), "employeeNumber"), "identity.ldap.down.lacks");
    }

    private void refused(LdapSource source, String key) {
        assertThatThrownBy(() -> ldap.read(source)).isInstanceOf(LdapDown.class).hasMessage(key);
    }
}
