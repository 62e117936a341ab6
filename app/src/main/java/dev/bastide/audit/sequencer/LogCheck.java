package dev.bastide.audit.sequencer;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.log.Checkpoint;
import dev.bastide.audit.log.Frontier;
import dev.bastide.audit.log.NoteSigner;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Compares a log with the inbox, its sealed segments and what was signed. */
final class LogCheck {
    private final JdbcClient jdbc;
    private final LogStore store;

    LogCheck(LogStore store) {
        this.jdbc = store.jdbc();
        this.store = store;
    }

    /** The first thing that is not as it was signed. */
    Optional<Finding> check(Head head) {
        try (LogWalk walk = new LogWalk(store, head.log())) {
            Frontier frontier = new Frontier();
            return new SealedCheck(store, head.log())
                    .check(walk.sealed().segments(), frontier)
                    .or(() -> open(head, walk, frontier))
                    .or(() -> signed(head, frontier))
                    .or(this::begun)
                    .or(() -> forgotten(head))
                    .or(() -> misplaced(head))
                    .or(() -> older(head.log()));
        }
    }

    /** The logs that ended before are sealed, or still lie in the index; their files are looked at. */
    private Optional<Finding> older(int newest) {
        for (int log = newest - 1; log > 0; log--) {
            try (SealedLog sealed = store.sealed(log)) {
                Optional<Finding> wrong = new SealedCheck(store, log).check(sealed.segments(), new Frontier());
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> open(Head head, LogWalk walk, Frontier frontier) {
        for (long from = frontier.size(); from < head.size(); from += LogWalk.TILE) {
            long to = Math.min(from + LogWalk.TILE, head.size());
            List<LogWalk.Place> places = walk.places(from, to);
            for (LogWalk.Place place : places) {
                if (place.index() != frontier.size()) {
                    return missing(frontier.size());
                }
                if (walk.derive(place) instanceof LogWalk.Derived.Wrong wrong) {
                    return Optional.of(wrong.finding());
                }
                frontier.add(place.hash());
            }
            if (frontier.size() != to) {
                return missing(frontier.size());
            }
        }
        return Optional.empty();
    }

    private static Optional<Finding> missing(long index) {
        return Optional.of(new Finding(index, "Record " + index + " is gone from the index."));
    }

    /** Every record alone may be right and the whole be another log than the one that was signed. */
    private Optional<Finding> signed(Head head, Frontier frontier) {
        NoteSigner signer = store.keys().signer(jdbc, head.log());
        String note = new Checkpoint(head.origin(), head.size(), frontier.root()).note(signer);
        return note.equals(head.note())
                ? Optional.empty()
                : Optional.of(new Finding(
                        -1, "The " + head.size() + " records of the log do not lead to the root that was signed."));
    }

    /** Each part of a log begins with a row of the program's own, as it wrote it. */
    private Optional<Finding> begun() {
        return new SegmentRows(jdbc)
                .all().stream()
                        .filter(row -> !store.keys().bears(row))
                        .findFirst()
                        .map(row -> new Finding(
                                row.first(),
                                "The row of the segment that begins with record " + row.first() + " of log " + row.log()
                                        + " is not one that this program wrote."));
    }

    /** A place outside of what is signed and not sealed, or a repetition of nothing, hides a record from whoever looks. */
    private Optional<Finding> misplaced(Head head) {
        return jdbc.sql("""
                select e.inbox_id
                from audit.log_entry as e
                where e.log = :log
                  and (e.index >= :size
                       or e.index < (select coalesce(max(s.past), 0) from audit.sealed_segment as s where s.log = e.log))
                union all
                select r.inbox_id
                from audit.log_repeat as r
                join audit.inbox as i on i.id = r.inbox_id
                where i.source_seq is null
                limit 1
                """)
                .param("log", head.log())
                .param("size", head.size())
                .query(Long.class)
                .optional()
                .map(id -> new Finding(
                        -1, "Row " + id + " of the inbox was given a place, or called repeated, past this program."));
    }

    /** A row that came in below what was read, which no transaction of this program can do. */
    private Optional<Finding> forgotten(Head head) {
        return jdbc.sql("""
                select i.id
                from audit.inbox as i
                where i.xid < cast(cast(:swept as text) as xid8)
                  and not exists (select from audit.log_entry as e where e.inbox_id = i.id)
                  and not exists (select from audit.log_repeat as r where r.inbox_id = i.id)
                order by i.id
                limit 1
                """)
                .param("swept", Long.toString(head.swept()))
                .query(Long.class)
                .optional()
                .map(id -> new Finding(
                        -1, "Row " + id + " of the inbox came in past this program and has no place in the log."));
    }
}
