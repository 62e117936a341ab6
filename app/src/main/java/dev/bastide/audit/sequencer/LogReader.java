package dev.bastide.audit.sequencer;

import dev.bastide.audit.LogStanding;
import dev.bastide.audit.LogStanding.Check;
import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.LogStanding.SignedHead;
import dev.bastide.audit.RecordProof;
import dev.bastide.audit.WitnessStanding.Cosigned;
import dev.bastide.audit.log.BundleSink;
import dev.bastide.audit.log.Checkpoint;
import dev.bastide.audit.log.NoteKey;
import dev.bastide.audit.log.NoteSigner;
import dev.bastide.audit.log.Proofs;
import dev.bastide.audit.log.TreeHash;
import dev.bastide.authority.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Reads the log: how it stands, the proof of one record, bundles, and what the comparison with the inbox finds. */
@Component
public class LogReader {
    private final JdbcClient jdbc;
    private final Sequencer sequencer;
    private final SealedRecords sealed;
    private final LogRetention retention;
    private final LogKeys keys;
    private final Clock clock;

    LogReader(
            JdbcClient jdbc,
            Sequencer sequencer,
            SealedRecords sealed,
            LogRetention retention,
            LogKeys keys,
            Clock clock) {
        this.jdbc = jdbc;
        this.sequencer = sequencer;
        this.sealed = sealed;
        this.retention = retention;
        this.keys = keys;
        this.clock = clock;
    }

    private LogStore store() {
        return sequencer.tools().store(jdbc);
    }

    private record Waiting(long count, @Nullable OffsetDateTime oldest) {}

    /** How the log stands. */
    public LogStanding standing() {
        Optional<Head> head = head();
        Waiting waiting = waiting(head.map(Head::swept).orElse(0L));
        Duration lag = waiting.oldest() == null
                ? Duration.ZERO
                : Duration.between(waiting.oldest().toInstant(), clock.instant());
        SealedRows.Totals totals = new SealedRows(jdbc).totals();
        return new LogStanding(
                role(),
                refusal(),
                head.map(this::signed),
                waiting.count(),
                lag.isNegative() ? Duration.ZERO : lag,
                count("select count(*) from audit.log_entry where form in ('unreadable', 'late_unreadable')")
                        + totals.unreadable(),
                count("select count(*) from audit.log_repeat"),
                new LogStanding.Segments(
                        totals.segments(),
                        totals.records(),
                        totals.bytes(),
                        sequencer.sealingProblem(),
                        retention.forecast()),
                lastCheck());
    }

    /** Wraps the keys of the log and its records by the newest key of the vault; how many there were to be. */
    public int rewrap() {
        return keys.rewrap(jdbc);
    }

    /** How many rows of segments were found since then that somebody else had written. They are kept as evidence. */
    public long foreignSegments(Instant since) {
        return jdbc.sql("select count(*) from audit.foreign_segment where found_at >= :since")
                .param("since", OffsetDateTime.ofInstant(since, ZoneOffset.UTC))
                .query(Long.class)
                .single();
    }

    /** Why nothing is signed, where this program leads and refuses. Asks no database. */
    public Optional<Reason> refusal() {
        return sequencer.state() instanceof Sequencer.State.Refuses refuses
                ? Optional.of(refuses.reason())
                : Optional.empty();
    }

    private LogStanding.Role role() {
        return switch (sequencer.state()) {
            case Sequencer.State.Leads leads -> LogStanding.Role.LEADS;
            case Sequencer.State.Follows follows -> LogStanding.Role.FOLLOWS;
            case Sequencer.State.Refuses refuses -> LogStanding.Role.REFUSES;
            case Sequencer.State.Fails fails -> LogStanding.Role.FAILS;
        };
    }

    private SignedHead signed(Head head) {
        NoteSigner signer = keys.signer(jdbc, head.log());
        return new SignedHead(
                head.origin(),
                head.size(),
                base64(head.frontier().root()),
                head.signedAt(),
                head.note(),
                signer.verifierKey(),
                signer.fingerprint());
    }

    private Waiting waiting(long swept) {
        return jdbc.sql("""
                select count(*) as waiting, min(w.received_at) as oldest
                from (
                    select i.received_at
                    from audit.inbox as i
                    where i.xid >= cast(cast(:swept as text) as xid8)
                      and not exists (select from audit.log_entry as e where e.inbox_id = i.id)
                      and not exists (select from audit.log_repeat as r where r.inbox_id = i.id)
                    limit :max) as w
                """)
                .param("swept", Long.toString(swept))
                .param("max", LogStanding.WAITING_MAX)
                .query((row, number) ->
                        new Waiting(row.getLong("waiting"), row.getObject("oldest", OffsetDateTime.class)))
                .single();
    }

    private long count(String sql) {
        return jdbc.sql(sql).query(Long.class).single();
    }

    private Optional<Check> lastCheck() {
        return jdbc.sql("""
                select checked_at, size, bad_index, finding
                from audit.log_check
                order by id desc
                limit 1
                """)
                .query((row, number) -> {
                    String words = row.getString("finding");
                    long index = row.getLong("bad_index");
                    long bad = row.wasNull() ? -1 : index;
                    return new Check(
                            row.getObject("checked_at", OffsetDateTime.class).toInstant(),
                            row.getLong("size"),
                            words == null ? Optional.empty() : Optional.of(new Finding(bad, words)));
                })
                .optional();
    }

    /**
     * A checkpoint of a log.
     *
     * @param log number of the log
     * @param note signed by the log alone
     * @param key the log's
     */
    public record Signed(int log, long size, String note, NoteKey key) {}

    /** The newest checkpoint; nothing before the log begins. */
    public Optional<Signed> newest() {
        return head().map(head -> new Signed(
                head.log(),
                head.size(),
                head.note(),
                NoteKey.ofLog(keys.signer(jdbc, head.log()).verifierKey()).orElseThrow()));
    }

    /** Whether a checkpoint is of the beginning of what this one signs. */
    public boolean isBeginning(Signed of, Checkpoint first) {
        try (LogWalk walk = new LogWalk(store(), of.log())) {
            TreeRows tree = new TreeRows(jdbc, of.log(), of.size(), walk.sealed());
            return first.size() <= of.size() && Arrays.equals(new Proofs(tree).root(first.size()), first.root());
        }
    }

    /** The proof that the log's first records, so many, are the beginning of what this checkpoint signs. */
    public List<byte[]> growth(Signed of, long first) {
        try (LogWalk walk = new LogWalk(store(), of.log())) {
            return new Proofs(new TreeRows(jdbc, of.log(), of.size(), walk.sealed())).consistency(first, of.size());
        }
    }

    /** Where the newest log stands, or where witnesses last saw it, if that was now. */
    private Head witnessed(Optional<Cosigned> cosigned) {
        Head head = head().orElseThrow(() -> new IllegalStateException("the log has not begun"));
        return cosigned.filter(seen -> seen.log() == head.log() && seen.size() <= head.size())
                .map(seen -> new Head(
                        head.log(),
                        head.origin(),
                        seen.size(),
                        head.edge(),
                        head.loggedAt(),
                        head.swept(),
                        seen.note(),
                        head.signedAt()))
                .orElse(head);
    }

    /** Where the newest log stands. */
    Optional<Head> head() {
        return new LogRows(jdbc).head();
    }

    /** Whether a record has its place. */
    public boolean isPlaced(UUID recordId) {
        return place(recordId).isPresent();
    }

    /** The proof of one record in the newest checkpoint of its log; nothing while it has no place. */
    public Optional<RecordProof> proof(UUID recordId) {
        return place(recordId)
                .flatMap(
                        place -> new LogRows(jdbc).head(place.log()).map(head -> proof(head, place.index(), recordId)));
    }

    private Optional<SealedRecords.Place> place(UUID recordId) {
        return jdbc.sql("""
                select e.log, e.index
                from audit.inbox as i
                join audit.log_entry as e on e.inbox_id = i.id
                where i.record_id = :id
                order by i.id
                limit 1
                """)
                .param("id", recordId)
                .query((row, number) -> new SealedRecords.Place(row.getInt("log"), row.getLong("index")))
                .optional()
                .or(() -> sealed.place(recordId));
    }

    private RecordProof proof(Head head, long index, UUID id) {
        try (LogWalk walk = new LogWalk(store(), head.log())) {
            LogWalk.Made made = walk.made(index);
            Proofs proofs = new Proofs(new TreeRows(jdbc, head.log(), head.size(), walk.sealed()));
            RecordProof proof = proof(head, index, made, proofs.inclusion(index, head.size()));
            // What the index says of the record is not believed: the leaf names it.
            return proof.leaf().contains(",\"id\":\"" + id + "\",") ? proof : proof.broken();
        }
    }

    private RecordProof proof(Head head, long index, LogWalk.Made made, List<byte[]> path) {
        byte[] leafHash = new TreeHash().leaf(made.leaf().bytes());
        byte[] root = Checkpoint.read(head.note()).orElseThrow().root();
        boolean signed = head.note()
                .equals(new Checkpoint(head.origin(), head.size(), root).note(keys.signer(jdbc, head.log())));
        boolean holds = signed && Proofs.includes(new Proofs.Placed(leafHash, index, head.size()), path, root);
        List<String> hashes = path.stream().map(LogReader::base64).toList();
        StringBuilder text = new StringBuilder("c2sp.org/tlog-proof@v1\nindex ")
                .append(index)
                .append('\n');
        hashes.forEach(hash -> text.append(hash).append('\n'));
        text.append('\n').append(head.note());
        return new RecordProof(
                head.origin(),
                index,
                head.size(),
                made.loggedAt(),
                new String(made.leaf().bytes(), StandardCharsets.UTF_8),
                base64(leafHash),
                hashes,
                base64(root),
                holds,
                text.toString());
    }

    /** A bundle to be written: of which head, and which records it has. */
    public record Planned(String origin, long size, long from, long to, Optional<Finding> finding) {}

    /** What a bundle of this time would be, ending with this checkpoint if there is one, and what is wrong with it. */
    public Planned plan(Instant from, Instant until, Optional<Cosigned> cosigned) {
        Head head = witnessed(cosigned);
        LogExport export = new LogExport(store());
        LogExport.Range range = export.range(head, from, until);
        return new Planned(head.origin(), head.size(), range.from(), range.to(), export.wrong(head, range));
    }

    /** Writes the bundle of what was logged within this time. */
    public void export(Instant from, Instant until, Optional<Cosigned> cosigned, BundleSink sink) {
        Head head = witnessed(cosigned);
        LogExport export = new LogExport(store());
        export.write(head, export.range(head, from, until), sink);
    }

    /** Compares the whole log with the inbox and with what was signed, and keeps what it found. */
    public Optional<Finding> check() {
        return check(Optional.empty());
    }

    /** The same, where nothing is wrong with the log itself, with what is wrong elsewhere. */
    public Optional<Finding> check(Optional<Finding> elsewhere) {
        Optional<Head> read = head();
        if (read.isEmpty()) {
            return Optional.empty();
        }
        Head head = read.get();
        Optional<Finding> finding = new LogCheck(store()).check(head).or(() -> elsewhere);
        jdbc.sql("""
                insert into audit.log_check (log, checked_at, size, bad_index, finding)
                values (:log, :now, :size, :bad, :finding)
                """)
                .param("log", head.log())
                .param("now", OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC))
                .param("size", head.size())
                .param(
                        "bad",
                        finding.map(Finding::index).filter(index -> index >= 0).orElse(null))
                .param("finding", finding.map(Finding::words).orElse(null))
                .update();
        return finding;
    }

    /**
     * Lets the segment that is being written end with its next tile, so that it can be sealed. False where there is none,
     * or where somebody asked for it before.
     */
    public boolean cut() {
        return head().map(head -> new SealedRows(jdbc).cut(head.log(), clock.instant()))
                .orElse(false);
    }

    /** Opens the log that follows what the database has lost, in the caller's transaction. False where nothing was lost. */
    public boolean reopen() {
        Optional<Head> head = head();
        Optional<String> last = sequencer.tools().file().read().or(() -> head.map(Head::note));
        if (refusal().isEmpty() || last.isEmpty()) {
            return false;
        }
        Instant loggedAt = head.map(Head::loggedAt).orElse(Instant.EPOCH);
        LogWriter.open(jdbc, sequencer.tools(), loggedAt, last.get());
        return true;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
