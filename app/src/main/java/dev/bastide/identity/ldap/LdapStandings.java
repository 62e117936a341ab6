package dev.bastide.identity.ldap;

import dev.bastide.identity.ldap.LdapStanding.Outcome;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Keeps how the last run ended. */
@Repository
class LdapStandings {
    private final JdbcClient jdbc;

    LdapStandings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Optional<LdapStanding> last() {
        return jdbc.sql("""
                        select outcome, reason_key, reason_args, ran_at, well_at, told_at from identity.ldap_standing
                        """).query((row, number) -> read(row)).optional();
    }

    void keep(LdapStanding standing) {
        jdbc.sql("""
                        insert into identity.ldap_standing (outcome, reason_key, reason_args, ran_at, well_at, told_at)
                        values (:outcome, :key, :args, :ran, :well, :told)
                        on conflict (single) do update
                        set outcome = excluded.outcome, reason_key = excluded.reason_key,
                            reason_args = excluded.reason_args, ran_at = excluded.ran_at, well_at = excluded.well_at,
                            told_at = excluded.told_at
                        """)
                .param("outcome", standing.outcome().name().toLowerCase(Locale.ROOT))
                .param("key", standing.key())
                .param("args", standing.args().toArray(String[]::new))
                .param("ran", Timestamp.from(standing.ran()))
                .param("well", stamp(standing.well()))
                .param("told", stamp(standing.told()))
                .update();
    }

    void forget() {
        jdbc.sql("delete from identity.ldap_standing").update();
    }

    private static LdapStanding read(ResultSet row) throws SQLException {
        return new LdapStanding(
                Outcome.valueOf(row.getString("outcome").toUpperCase(Locale.ROOT)),
                row.getString("reason_key"),
                List.copyOf(Arrays.asList((String[]) row.getArray("reason_args").getArray())),
                row.getTimestamp("ran_at").toInstant(),
                instant(row.getTimestamp("well_at")),
                instant(row.getTimestamp("told_at")));
    }

    private static @Nullable Timestamp stamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    private static @Nullable Instant instant(@Nullable Timestamp stamp) {
        return stamp == null ? null : stamp.toInstant();
    }
}
