package dev.bastide.audit.witness;

import dev.bastide.audit.WitnessStanding.Cosigned;
import dev.bastide.audit.log.Checkpoint;
import dev.bastide.audit.log.NoteKey;
import dev.bastide.audit.sequencer.LogReader;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The cosignatures kept. What the table says counts only as far as it verifies under the key of the policy. */
@Repository
class CosignatureRows {
    private static final int ROWS_MAX = 100;

    private final JdbcClient jdbc;

    CosignatureRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** A cosignature that is right: all of it is read from what was signed. */
    record Row(long size, String note, String line, Instant at) {}

    void add(LogReader.Signed head, NoteKey witness, String line, Instant at) {
        jdbc.sql("""
                insert into audit.cosignature (log, size, witness, note, line, cosigned_at)
                values (:log, :size, :witness, :note, :line, :at)
                """)
                .param("log", head.log())
                .param("size", head.size())
                .param("witness", witness.name())
                .param("note", head.note())
                .param("line", line)
                .param("at", Timestamp.from(at))
                .update();
    }

    /** What this witness cosigned last of this log, or nothing. */
    Optional<Row> last(LogReader.Signed head, NoteKey witness) {
        return right(head, witness).stream().findFirst();
    }

    /** The newest checkpoint that enough witnesses of the policy cosigned, among the last ones. */
    Optional<Cosigned> newest(LogReader.Signed head, WitnessPolicy policy) {
        SortedMap<Long, Map<String, Row>> sizes = new TreeMap<>(Comparator.reverseOrder());
        for (WitnessPolicy.Named witness : policy.witnesses()) {
            right(head, witness.key())
                    .forEach(row -> sizes.computeIfAbsent(row.size(), size -> new LinkedHashMap<>())
                            .putIfAbsent(witness.name(), row));
        }
        return sizes.values().stream()
                .filter(rows -> policy.isMetBy(rows.keySet()))
                .map(rows -> cosigned(head, List.copyOf(rows.values())))
                .findFirst();
    }

    private static Cosigned cosigned(LogReader.Signed head, List<Row> rows) {
        Row first = rows.getFirst();
        StringBuilder whole = new StringBuilder(first.note());
        rows.forEach(row -> whole.append(row.line()));
        Instant at = rows.stream().map(Row::at).max(Instant::compareTo).orElseThrow();
        return new Cosigned(head.log(), first.size(), whole.toString(), at);
    }

    /** What this witness said, the newest first: each is under its key, over a checkpoint that this log signed. */
    private List<Row> right(LogReader.Signed head, NoteKey witness) {
        return jdbc
                .sql("""
                select size, note, line
                from audit.cosignature
                where log = :log and witness = :witness and size <= :size
                order by size desc, id desc
                limit :max
                """)
                .param("log", head.log())
                .param("witness", witness.name())
                .param("size", head.size())
                .param("max", ROWS_MAX)
                .query((row, number) -> read(head, witness, row))
                .list()
                .stream()
                .flatMap(Optional::stream)
                .toList();
    }

    private static Optional<Row> read(LogReader.Signed head, NoteKey witness, ResultSet row) throws SQLException {
        String note = row.getString("note");
        String line = row.getString("line");
        long said = row.getLong("size");
        String text = NoteKey.text(note);
        return Checkpoint.read(note)
                .filter(read -> read.size() == said
                        && read.text().equals(text)
                        && read.origin().equals(head.key().name())
                        && head.key().signed(note))
                .flatMap(read -> witness.cosigned(text, line).map(at -> new Row(said, note, line, at)));
    }
}
