package dev.bastide.identity.ldap;

import static org.assertj.core.api.Assertions.assertThat;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedSimpleBindRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldif.LDIFException;
import dev.bastide.authority.PersonId;
import dev.bastide.testing.Browser;
import dev.bastide.testing.TestCertificate;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/** A directory on real sockets of this machine: TLS and STARTTLS under a certificate of its own, no reading unsigned. */
final class TestLdap implements AutoCloseable {
    static final String ROOT = "dc=example,dc=org";
    static final String READER = "cn=reader";
    static final String PASSWORD = "only-for-reading";

    private final TestCertificate certificate = new TestCertificate();
    private final InMemoryDirectoryServer server;
    private final AtomicInteger passwords = new AtomicInteger();

    /** @param entriesMax how many entries it hands out at most; 0 for all */
    TestLdap(int entriesMax) {
        this(entriesMax, true);
    }

    private TestLdap(int entriesMax, boolean startTls) {
        try {
            InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig(ROOT);
            config.setSchema(null);
            config.addAdditionalBindCredentials(READER, PASSWORD);
            config.setAuthenticationRequiredOperationTypes(Set.of(OperationType.SEARCH));
            config.setMaxSizeLimit(entriesMax);
            config.addInMemoryOperationInterceptor(new InMemoryOperationInterceptor() {
                @Override
                public void processSimpleBindRequest(InMemoryInterceptedSimpleBindRequest request) {
                    passwords.incrementAndGet();
                }
            });
            InetAddress here = InetAddress.ofLiteral("127.0.0.1");
            config.setListenerConfigs(
                    InMemoryListenerConfig.createLDAPSConfig(
                            "tls", here, 0, certificate.serverContext().getServerSocketFactory(), null),
                    InMemoryListenerConfig.createLDAPConfig(
                            "starttls",
                            here,
                            0,
                            startTls ? certificate.serverContext().getSocketFactory() : null));
            server = new InMemoryDirectoryServer(config);
            server.add("dn: " + ROOT, "objectClass: domain", "dc: example");
            server.startListening();
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One that offers no encryption on its plain port. */
    static TestLdap clear() {
        return new TestLdap(0, false);
    }

    LdapSource source() {
        return source(LdapSource.Security.TLS);
    }

    LdapSource source(LdapSource.Security security) {
        int port = server.getListenPort(security == LdapSource.Security.TLS ? "tls" : "starttls");
        return new LdapSource(
                "127.0.0.1",
                port,
                security,
                certificate.pem(),
                new LdapSource.Reader(READER, PASSWORD),
                new LdapSource.Where(ROOT, "(objectClass=inetOrgPerson)"),
                new LdapSource.Names("entryUUID", "uid", "cn", "mail", "title", "departmentNumber", "", ""),
                new PersonId(new UUID(0, 0)),
                20);
    }

    /** Says at the page which duty a department names. */
    static void name(Browser administrator, String department, String duty) {
        assertThat(administrator
                        .post("/settings/directory", "attribute", "department", "word", department, "duty", duty)
                        .status())
                .isEqualTo(302);
    }

    /** The source that learns from this attribute who has left. */
    static LdapSource leaving(LdapSource of, String attribute, String gone) {
        LdapSource.Names names = of.names();
        return named(
                of,
                new LdapSource.Names(
                        names.id(),
                        names.login(),
                        names.name(),
                        names.email(),
                        names.title(),
                        names.department(),
                        attribute,
                        gone));
    }

    /** The source that knows people again by this attribute. */
    static LdapSource knownBy(LdapSource of, String id) {
        LdapSource.Names names = of.names();
        return named(
                of,
                new LdapSource.Names(
                        id,
                        names.login(),
                        names.name(),
                        names.email(),
                        names.title(),
                        names.department(),
                        names.active(),
                        names.gone()));
    }

    /** The source that believes whom these certificates vouch for. */
    static LdapSource trusting(LdapSource of, String pem) {
        return new LdapSource(
                of.host(),
                of.port(),
                of.security(),
                pem,
                of.reader(),
                of.where(),
                of.names(),
                of.machine(),
                of.shareMax());
    }

    /** The source under another host name. */
    static LdapSource at(LdapSource of, String host) {
        return new LdapSource(
                host,
                of.port(),
                of.security(),
                of.authority(),
                of.reader(),
                of.where(),
                of.names(),
                of.machine(),
                of.shareMax());
    }

    /** The source that moves and ends people in the name of this machine account. */
    static LdapSource by(LdapSource of, PersonId machine) {
        return new LdapSource(
                of.host(),
                of.port(),
                of.security(),
                of.authority(),
                of.reader(),
                of.where(),
                of.names(),
                machine,
                of.shareMax());
    }

    private static LdapSource named(LdapSource of, LdapSource.Names names) {
        return new LdapSource(
                of.host(),
                of.port(),
                of.security(),
                of.authority(),
                of.reader(),
                of.where(),
                names,
                of.machine(),
                of.shareMax());
    }

    int passwordsSeen() {
        return passwords.get();
    }

    void add(String login, String department, String... more) {
        List<String> lines = new ArrayList<>(List.of(
                "dn: uid=" + login + "," + ROOT,
                "objectClass: inetOrgPerson",
                "uid: " + login,
                "cn: Person " + login,
                "sn: " + login,
                "mail: " + login + "@example.org",
                "departmentNumber: " + department));
        lines.addAll(List.of(more));
        did(() -> server.add(lines.toArray(String[]::new)));
    }

    /** Somebody below a branch of its own. */
    void addUnder(String branch, String login, String department) {
        did(() -> server.add("dn: ou=" + branch + "," + ROOT, "objectClass: organizationalUnit", "ou: " + branch));
        did(() -> server.add(
                "dn: uid=" + login + ",ou=" + branch + "," + ROOT,
                "objectClass: inetOrgPerson",
                "uid: " + login,
                "cn: " + login,
                "mail: other@example.org",
                "departmentNumber: " + department));
    }

    void move(String login, String department) {
        set(login, "departmentNumber", department);
    }

    void set(String login, String attribute, String value) {
        did(() -> server.modify(
                "uid=" + login + "," + ROOT, new Modification(ModificationType.REPLACE, attribute, value)));
    }

    void delete(String login) {
        did(() -> server.delete("uid=" + login + "," + ROOT));
    }

    @Override
    public void close() {
        server.shutDown(true);
    }

    private interface Deed {
        Object run() throws LDAPException, LDIFException;
    }

    private static void did(Deed deed) {
        try {
            deed.run();
        } catch (LDAPException | LDIFException e) {
            throw new IllegalStateException(e);
        }
    }
}
