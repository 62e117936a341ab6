package dev.bastide.identity.ldap;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.DN;
import com.unboundid.ldap.sdk.Entry;
import com.unboundid.ldap.sdk.ExtendedResult;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPConnectionOptions;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResult;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import com.unboundid.ldap.sdk.extensions.StartTLSExtendedRequest;
import com.unboundid.util.ssl.HostNameSSLSocketVerifier;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reads the people of a directory. What comes back is whole: a directory that stops in between, refuses a page or says
 * of two entries the same has said nothing.
 */
@Component
class Ldap {
    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final int ANSWER_MILLIS_MAX = 30_000;
    private static final int PAGE_ENTRIES = 500;
    private static final int PEOPLE_MAX = 100_000;

    /** Everybody the source names. Throws {@link LdapDown}. */
    List<Found> read(LdapSource source) {
        try (LDAPConnection connection = connected(source)) {
            bind(connection, source);
            return search(connection, source);
        }
    }

    /** Throws {@link LdapDown} when the text holds no certificate that could vouch for a directory. */
    static void requireAuthority(String pem) {
        trusting(pem);
    }

    /** Whether the text is a filter (RFC 4515). */
    static boolean isFilter(String text) {
        try {
            Filter.create(text);
            return true;
        } catch (LDAPException e) {
            return false;
        }
    }

    /** Whether the text is a name of an entry (RFC 4514). */
    static boolean isName(String text) {
        return DN.isValidDN(text);
    }

    private static LDAPConnection connected(LdapSource source) {
        LDAPConnectionOptions options = new LDAPConnectionOptions();
        options.setConnectTimeoutMillis(CONNECT_MILLIS_MAX);
        options.setResponseTimeoutMillis(ANSWER_MILLIS_MAX);
        options.setFollowReferrals(false);
        options.setSSLSocketVerifier(new HostNameSSLSocketVerifier(true));
        SSLContext trust = trusting(source.authority());
        try {
            if (source.security() == LdapSource.Security.TLS) {
                return new LDAPConnection(trust.getSocketFactory(), options, source.host(), source.port());
            }
            return afterStartTls(new LDAPConnection(options, source.host(), source.port()), trust);
        } catch (LDAPException e) {
            throw new LdapDown("identity.ldap.down.connect", source.host(), String.valueOf(e.getMessage()));
        }
    }

    private static LDAPConnection afterStartTls(LDAPConnection connection, SSLContext trust) throws LDAPException {
        try {
            ExtendedResult answer = connection.processExtendedOperation(new StartTLSExtendedRequest(trust));
            if (!answer.getResultCode().equals(ResultCode.SUCCESS)) {
                throw new LDAPException(answer);
            }
            return connection;
        } catch (LDAPException e) {
            connection.close();
            throw e;
        }
    }

    private static void bind(LDAPConnection connection, LdapSource source) {
        try {
            connection.bind(source.reader().name(), source.reader().password());
        } catch (LDAPException e) {
            // The server's own words stay away: some quote what was sent.
            throw new LdapDown(
                    "identity.ldap.down.bind",
                    source.reader().name(),
                    e.getResultCode().getName());
        }
    }

    private static List<Found> search(LDAPConnection connection, LdapSource source) {
        List<Found> people = new ArrayList<>();
        Set<String> known = new HashSet<>();
        ASN1OctetString cookie = null;
        try {
            do {
                SearchRequest request = new SearchRequest(
                        source.where().base(),
                        SearchScope.SUB,
                        source.where().filter(),
                        source.names().asked().toArray(String[]::new));
                request.addControl(new SimplePagedResultsControl(PAGE_ENTRIES, cookie));
                SearchResult answer = connection.search(request);
                for (Entry entry : Objects.requireNonNull(answer.getSearchEntries())) {
                    people.add(once(EntryText.read(entry, source.names()), known));
                }
                if (people.size() > PEOPLE_MAX) {
                    throw new LdapDown("identity.ldap.down.many", Integer.toString(PEOPLE_MAX));
                }
                cookie = next(answer);
            } while (cookie != null);
        } catch (LDAPException e) {
            throw new LdapDown(
                    "identity.ldap.down.search",
                    source.where().base(),
                    e.getResultCode().getName());
        }
        if (people.isEmpty()) {
            throw new LdapDown("identity.ldap.down.nobody");
        }
        return people;
    }

    private static Found once(Found found, Set<String> known) {
        if (!known.add("id " + found.id()) || !known.add("login " + found.login())) {
            throw new LdapDown("identity.ldap.down.twice", found.login());
        }
        return found;
    }

    private static @Nullable ASN1OctetString next(SearchResult answer) throws LDAPException {
        SimplePagedResultsControl page = SimplePagedResultsControl.get(answer);
        return page == null || !page.moreResultsToReturn() ? null : page.getCookie();
    }

    private static SSLContext trusting(String pem) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(pem.isEmpty() ? null : store(pem));
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new LdapDown("identity.ldap.bad.authority");
        }
    }

    private static KeyStore store(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        Collection<? extends Certificate> vouching = CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(pem.getBytes(US_ASCII)));
        if (vouching.isEmpty()) {
            throw new LdapDown("identity.ldap.bad.authority");
        }
        int number = 0;
        for (Certificate certificate : vouching) {
            store.setCertificateEntry("trusted-" + number++, certificate);
        }
        return store;
    }
}
