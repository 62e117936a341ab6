package dev.bastide.audit.witness;

import dev.bastide.audit.WitnessStanding.Contradiction;
import dev.bastide.authority.Reason;
import dev.bastide.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/**
 * What witnesses said against the log, kept until it is answered. Rows bear marks, and are proven by the log: one that was
 * taken away is found in the night, and an answer that this program did not write is none.
 */
@Repository
public class Contradictions {
    private static final String TABLE = "audit.contradiction";
    private static final String ANSWER = "audit.contradiction_answer";

    /** The same word of the same witness within this time is what was answered, and not said anew. */
    private static final Duration SAME = Duration.ofDays(1);

    private final JdbcClient jdbc;
    private final Vault vault;

    Contradictions(JdbcClient jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    /** Keeps it, in the caller's transaction; false where it is open already, or was answered just now. */
    public boolean keep(String witness, Reason said, Instant at) {
        Instant now = at.truncatedTo(ChronoUnit.MICROS);
        boolean known = all().stream()
                .anyMatch(row -> row.is(witness, said)
                        && row.answered()
                                .map(when -> when.plus(SAME).isAfter(now))
                                .orElse(true));
        if (known) {
            return false;
        }
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into audit.contradiction (id, witness, reason_key, args, seen_at, mark)
                values (:id, :witness, :key, :args, :now, :mark)
                """)
                .param("id", id)
                .param("witness", witness)
                .param("key", said.key())
                .param("args", said.args().toArray(String[]::new))
                .param("now", Timestamp.from(now))
                .param("mark", vault.mark(TABLE, id, witness, said.key(), said.args(), now))
                .update();
        return true;
    }

    /** Those that nobody has answered, oldest first. */
    public List<Contradiction> open() {
        return all().stream()
                .filter(row -> row.answered().isEmpty())
                .map(Row::said)
                .toList();
    }

    /** Answers it, in the caller's transaction; nothing where it is not open. */
    public Optional<Contradiction> answer(UUID id, String by, String told, Instant at) {
        Optional<Contradiction> found =
                open().stream().filter(one -> one.id().equals(id)).findFirst();
        found.ifPresent(one -> {
            UUID row = UUID.randomUUID();
            Instant now = at.truncatedTo(ChronoUnit.MICROS);
            jdbc.sql("""
                    insert into audit.contradiction_answer (id, contradiction, answered_by, told, answered_at, mark)
                    values (:id, :of, :by, :told, :now, :mark)
                    """)
                    .param("id", row)
                    .param("of", id)
                    .param("by", by)
                    .param("told", told)
                    .param("now", Timestamp.from(now))
                    .param("mark", vault.mark(ANSWER, row, id, by, told, now))
                    .update();
        });
        return found;
    }

    private record Row(Contradiction said, Optional<Instant> answered) {
        boolean is(String witness, Reason reason) {
            return said.witness().equals(witness)
                    && said.reason().key().equals(reason.key())
                    && said.reason().args().equals(reason.args());
        }
    }

    private List<Row> all() {
        return jdbc.sql("""
                        select id, witness, reason_key, args, seen_at, mark
                        from audit.contradiction
                        order by seen_at, id
                        """).query((row, number) -> read(row)).list().stream()
                .flatMap(Optional::stream)
                .map(said -> new Row(said, answered(said.id())))
                .toList();
    }

    private Optional<Contradiction> read(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        String witness = row.getString("witness");
        String key = row.getString("reason_key");
        List<String> args = List.of((String[]) row.getArray("args").getArray());
        Instant at = row.getTimestamp("seen_at").toInstant();
        return vault.bears(row.getBytes("mark"), TABLE, id, witness, key, args, at)
                ? Optional.of(new Contradiction(id, witness, new Reason(key, args, "A116", "/record/log"), at))
                : Optional.empty();
    }

    private Optional<Instant> answered(UUID id) {
        return jdbc
                .sql("""
                        select id, answered_by, told, answered_at, mark
                        from audit.contradiction_answer
                        where contradiction = :id
                        order by answered_at
                        """)
                .param("id", id)
                .query((row, number) -> {
                    Instant at = row.getTimestamp("answered_at").toInstant();
                    boolean ours = vault.bears(
                            row.getBytes("mark"),
                            ANSWER,
                            row.getObject("id", UUID.class),
                            id,
                            row.getString("answered_by"),
                            row.getString("told"),
                            at);
                    return ours ? Optional.of(at) : Optional.<Instant>empty();
                })
                .list()
                .stream()
                .flatMap(Optional::stream)
                .findFirst();
    }
}
