package dev.bastide.asset;

import dev.bastide.asset.engine.PrivateKeyText;
import dev.bastide.asset.engine.UserCertificate;
import dev.bastide.vault.Vault;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Bastide's SSH certificate authority. Hosts trust its one line; the bastion gets a certificate of minutes for exactly
 * one account, so that nothing lasting lies on either side.
 */
@Service
class SshAuthority {
    private static final Duration LIFETIME = Duration.ofMinutes(5);
    /** A host whose clock is a little behind must not see a certificate from the future. */
    private static final Duration SKEW = Duration.ofMinutes(2);

    private static final int NONCE_BYTES = 32;

    private final JdbcClient jdbc;
    private final Vault vault;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    SshAuthority(JdbcClient jdbc, Vault vault, Clock clock) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.clock = clock;
    }

    /** The line for a host's {@code TrustedUserCAKeys} file; the authority is made when it is first asked for. */
    @Transactional
    public String publicLine() {
        ensure();
        // From the sealed key, not from the line beside it, which somebody may have changed.
        return line(authority());
    }

    /** A fresh key with a certificate for this account on this host. */
    @Transactional
    public Credential.Certificate issue(String account, String host) {
        ensure();
        Instant now = clock.instant();
        Instant until = now.plus(LIFETIME);
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        long serial = jdbc.sql("select nextval('asset.certificate_serial')")
                .query(Long.class)
                .single();
        KeyPair subject = PrivateKeyText.generate();
        UserCertificate certificate = new UserCertificate(
                "bastide-" + serial + "-" + account + "-" + host, account, serial, now.minus(SKEW), until);
        return new Credential.Certificate(subject, certificate.sign(subject, authority(), nonce), until);
    }

    private KeyPair authority() {
        return jdbc.sql("select id, sealed from asset.ssh_authority")
                .query((row, n) -> PrivateKeyText.fromVault(
                        vault.open(row.getBytes("sealed"), context(row.getObject("id", UUID.class)))))
                .single();
    }

    private void ensure() {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('asset.ssh_authority'))")
                .query(rs -> {});
        boolean made = jdbc.sql("select exists (select 1 from asset.ssh_authority)")
                .query(Boolean.class)
                .single();
        if (made) {
            return;
        }
        UUID id = UUID.randomUUID();
        KeyPair pair = PrivateKeyText.generate();
        jdbc.sql("insert into asset.ssh_authority (id, sealed, public_line, made_at) values (?, ?, ?, ?)")
                .param(id)
                .param(vault.seal(PrivateKeyText.toVault(pair), context(id)))
                .param(line(pair))
                .param(Timestamp.from(clock.instant()))
                .update();
    }

    private static String line(KeyPair pair) {
        return PrivateKeyText.publicText(pair).line() + " bastide";
    }

    private static String context(UUID id) {
        return "asset.ssh_authority:" + id;
    }
}
