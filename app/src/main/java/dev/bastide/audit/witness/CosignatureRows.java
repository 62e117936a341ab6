package dev.bastide.audit.witness;

import dev.bastide.audit.WitnessStanding.Cosigned;
import dev.bastide.audit.log.NoteKey;
import dev.bastide.audit.sequencer.LogReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The cosignatures kept. What the table says counts only as far as it verifies under the key of the policy. */
@Repository
class CosignatureRows {
    private static final int SIZES_MAX = 50;

    private final JdbcClient jdbc;

    CosignatureRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A cosignature. */
    record Row(long size, String note, String line, Instant at) {}

    void add(LogReader.Signed head, NoteKey witness, String line, Instant at) {
        jdbc.sql("""
                insert into audit.cosignature (log, size, witness, note, line, cosigned_at)
                values (:log, :size, :witness, :note, :line, :at)
                on conflict do nothing
                """)
                .param("log", head.log())
                .param("size", head.size())
                .param("witness", witness.name())
                .param("note", head.note())
                .param("line", line)
                .param("at", Timestamp.from(at))
                .update();
    }

    /** What this witness cosigned last, or nothing. */
    Optional<Row> last(int log, NoteKey witness) {
        return jdbc
                .sql("""
                select size, note, line, cosigned_at
                from audit.cosignature
                where log = :log and witness = :witness
                order by size desc
                limit :max
                """)
                .param("log", log)
                .param("witness", witness.name())
                .param("max", SIZES_MAX)
                .query(CosignatureRows::row)
                .list()
                .stream()
                .filter(row -> isRight(row, witness))
                .findFirst();
    }

    /** The newest checkpoint that enough witnesses of the policy cosigned, among the last ones. */
    Optional<Cosigned> newest(LogReader.Signed head, WitnessPolicy policy) {
        List<Long> sizes = jdbc.sql("""
                select distinct size
                from audit.cosignature
                where log = :log and size <= :size
                order by size desc
                limit :max
                """)
                .param("log", head.log())
                .param("size", head.size())
                .param("max", SIZES_MAX)
                .query((row, number) -> row.getLong("size"))
                .list();
        return sizes.stream()
                .flatMap(size -> cosigned(head, policy, size).stream())
                .findFirst();
    }

    private Optional<Cosigned> cosigned(LogReader.Signed head, WitnessPolicy policy, long size) {
        Set<String> cosigners = new HashSet<>();
        List<Row> lines = new ArrayList<>();
        for (WitnessPolicy.Named witness : policy.witnesses()) {
            at(head.log(), size, witness.key()).ifPresent(row -> {
                cosigners.add(witness.name());
                lines.add(row);
            });
        }
        if (!policy.isMetBy(cosigners)) {
            return Optional.empty();
        }
        String note = lines.getFirst().note();
        boolean same = lines.stream().allMatch(row -> NoteKey.text(row.note()).equals(NoteKey.text(note)));
        boolean ours = head.key().signed(note);
        StringBuilder whole = new StringBuilder(note);
        lines.forEach(row -> whole.append(row.line()));
        Instant at = lines.stream().map(Row::at).max(Instant::compareTo).orElseThrow();
        return same && ours ? Optional.of(new Cosigned(head.log(), size, whole.toString(), at)) : Optional.empty();
    }

    private Optional<Row> at(int log, long size, NoteKey witness) {
        return jdbc.sql("""
                select size, note, line, cosigned_at
                from audit.cosignature
                where log = :log and size = :size and witness = :witness
                """)
                .param("log", log)
                .param("size", size)
                .param("witness", witness.name())
                .query(CosignatureRows::row)
                .optional()
                .filter(row -> isRight(row, witness));
    }

    private static boolean isRight(Row row, NoteKey witness) {
        return witness.cosigned(NoteKey.text(row.note()), row.line()).isPresent();
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        return new Row(
                row.getLong("size"),
                row.getString("note"),
                row.getString("line"),
                row.getTimestamp("cosigned_at").toInstant());
    }
}
