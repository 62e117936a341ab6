package dev.bastide.asset;

import dev.bastide.asset.engine.PrivateKeyText;
import dev.bastide.asset.engine.PublicKeyText;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.MarkedLater;
import dev.bastide.identity.RowMarks;
import dev.bastide.vault.Vault;
import java.security.KeyPair;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keys the bastion holds for accounts: sealed for exactly their row, opened for one connection at a time. */
@Repository
class Credentials {
    private static final String TABLE = "asset.account_key";
    private static final String COLUMNS = "id, host_id, account, public_line, made_at, sealed, mark";

    private final JdbcClient jdbc;
    private final Vault vault;
    private final RowMarks marks;

    Credentials(JdbcClient jdbc, Vault vault, RowMarks marks) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.marks = marks;
    }

    private record Stored(UUID id, byte[] sealed, String publicLine) {}

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
        Instant at = key.at().truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("""
                insert into asset.account_key (id, host_id, account, sealed, public_line, imported, made_by, made_at,
                    mark)
                values (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """)
                .param(id)
                .param(host.value())
                .param(account)
                .param(vault.seal(PrivateKeyText.toVault(key.pair()), context(id)))
                .param(key.shown().line())
                .param(key.imported())
                .param(key.by() == null ? null : key.by().value())
                .param(Timestamp.from(at))
                .param(marks.of(TABLE, id, host.value(), account, key.shown().line(), at))
                .update();
    }

    /** The pair that serves an account now. */
    Optional<KeyPair> open(HostId host, String account) {
        return newest(host, account)
                .map(key -> vault.open(key.sealed(), context(key.id())))
                .map(PrivateKeyText::fromVault);
    }

    /** The line to put into the account's {@code authorized_keys}. */
    Optional<String> publicLine(HostId host, String account) {
        return newest(host, account).map(Stored::publicLine);
    }

    // The seal says for which row a key is, the mark for which account: a key led to another account does not serve.
    private Optional<Stored> newest(HostId host, String account) {
        List<Stored> ours = new ArrayList<>();
        jdbc.sql("select " + COLUMNS + """
                 from asset.account_key where host_id = ? and account = ? order by made_at desc, id
                """).param(host.value()).param(account).query(row -> {
            UUID id = row.getObject("id", UUID.class);
            boolean asked = host.value().equals(row.getObject("host_id", UUID.class))
                    && account.equals(row.getString("account"));
            if (ours.isEmpty() && asked && marks.isOurs(TABLE, id, row.getBytes("mark"), deciding(row))) {
                ours.add(new Stored(id, row.getBytes("sealed"), row.getString("public_line")));
            }
        });
        return ours.stream().findFirst();
    }

    static MarkedLater markedLater() {
        return new MarkedLater(TABLE, List.of("id"), COLUMNS, Credentials::deciding);
    }

    private static @Nullable Object[] deciding(ResultSet row) throws SQLException {
        return new @Nullable Object[] {
            row.getObject("id", UUID.class),
            row.getObject("host_id", UUID.class),
            row.getString("account"),
            row.getString("public_line"),
            row.getTimestamp("made_at").toInstant()
        };
    }

    private static String context(UUID id) {
        return "asset.account_key:" + id;
    }
}
