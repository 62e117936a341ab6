package dev.bastide.asset;

import dev.bastide.asset.engine.PrivateKeyText;
import dev.bastide.asset.engine.PublicKeyText;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PersonId;
import dev.bastide.vault.Vault;
import java.security.KeyPair;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keys the bastion holds for accounts: sealed for exactly their row, opened for one connection at a time. */
@Repository
class Credentials {
    private final JdbcClient jdbc;
    private final Vault vault;

    Credentials(JdbcClient jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    /** A pair to be kept, what of it may be shown, and who brought or made it. */
    record NewKey(
            KeyPair pair,
            PublicKeyText shown,
            boolean imported,
            @Nullable PersonId by,
            Instant at) {}

    /** Keeps a pair for an account; it serves from now on. */
    void keep(HostId host, String account, NewKey key) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into asset.account_key (id, host_id, account, sealed, public_line, imported, made_by, made_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(id)
                .param(host.value())
                .param(account)
                .param(vault.seal(PrivateKeyText.toVault(key.pair()), context(id)))
                .param(key.shown().line())
                .param(key.imported())
                .param(key.by() == null ? null : key.by().value())
                .param(Timestamp.from(key.at()))
                .update();
    }

    /** The pair that serves an account now. */
    Optional<KeyPair> open(HostId host, String account) {
        return jdbc.sql("""
                select id, sealed from asset.account_key
                where host_id = ? and account = ? order by made_at desc, id limit 1
                """)
                .param(host.value())
                .param(account)
                .query((row, n) -> vault.open(row.getBytes("sealed"), context(row.getObject("id", UUID.class))))
                .optional()
                .map(PrivateKeyText::fromVault);
    }

    /** The line to put into the account's {@code authorized_keys}. */
    Optional<String> publicLine(HostId host, String account) {
        return jdbc.sql("""
                select public_line from asset.account_key
                where host_id = ? and account = ? order by made_at desc, id limit 1
                """)
                .param(host.value())
                .param(account)
                .query(String.class)
                .optional();
    }

    private static String context(UUID id) {
        return "asset.account_key:" + id;
    }
}
