package dev.bastide.change;

import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import java.sql.Array;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The story of an operation: what was asked, decided, done and refused, in order. Entries are only ever added. */
@Repository
class OperationStory {
    private static final String FORBIDDEN = "run-forbidden";

    /** One entry; words are {@code change.story.<kind>}, or of a reason that ended something, its own. */
    record Entry(Instant at, String who, String kind, List<String> args, String quote) {
        Entry {
            args = List.copyOf(args);
        }

        /** The key of its words; what forbade a run brings its own. */
        String words() {
            return forbids() ? args.getFirst() : "change.story." + kind;
        }

        /** What stands in its words. */
        List<String> told() {
            return forbids() ? args.subList(1, args.size()) : args;
        }

        private boolean forbids() {
            return kind.equals(FORBIDDEN) && !args.isEmpty();
        }

        /** The same, told of this name. */
        Entry by(String name) {
            return new Entry(at, name, kind, args, quote);
        }
    }

    private final JdbcClient jdbc;
    private final Clock clock;

    OperationStory(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Adds an entry without a quotation. */
    void tell(OperationId id, Actor actor, String kind, String... args) {
        tell(id, actor, new Words(kind, List.of(args), ""));
    }

    /** Adds what forbade the next step of a run; whoever reads it does so in his own language. */
    void forbidden(OperationId id, Actor actor, Reason why) {
        List<String> args = new ArrayList<>(List.of(why.key()));
        args.addAll(why.args());
        tell(id, actor, new Words(FORBIDDEN, args, ""));
    }

    /** What is told. */
    record Words(String kind, List<String> args, String quote) {}

    void tell(OperationId id, Actor actor, Words words) {
        jdbc.sql("""
                insert into change.operation_event (operation_id, at, who, person_id, kind, args, quote)
                values (?, ?, ?, ?, ?, ?, ?)
                """)
                .param(id.value())
                .param(Timestamp.from(clock.instant()))
                .param(actor.name())
                .param(actor.person() == null ? null : actor.person().value())
                .param(words.kind())
                .param(words.args().toArray(String[]::new))
                .param(words.quote())
                .update();
    }

    List<Entry> of(OperationId id) {
        return jdbc.sql(
                        "select at, who, kind, args, quote from change.operation_event where operation_id = ? order by id")
                .param(id.value())
                .query((row, n) -> {
                    Array args = row.getArray("args");
                    return new Entry(
                            row.getTimestamp("at").toInstant(),
                            row.getString("who"),
                            row.getString("kind"),
                            Arrays.asList((String[]) args.getArray()),
                            row.getString("quote"));
                })
                .list();
    }

    /** How many entries there are; a page that watches asks for more once it has grown. */
    long length(OperationId id) {
        return jdbc.sql("select count(*) from change.operation_event where operation_id = ?")
                .param(id.value())
                .query(Long.class)
                .single();
    }
}
