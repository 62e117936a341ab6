package dev.bastide.audit;

import dev.bastide.audit.LogStanding.Finding;
import dev.bastide.audit.log.TarSink;
import dev.bastide.audit.segment.SegmentUnreadable;
import dev.bastide.audit.sequencer.LogReader;
import dev.bastide.audit.sequencer.LogRetention;
import dev.bastide.audit.sequencer.Sequencer;
import dev.bastide.audit.witness.Contradictions;
import dev.bastide.audit.witness.Witnesses;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import java.io.OutputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The record as a log that proves itself: what of it is signed, the proof of one record, and bundles for whoever trusts
 * nobody. Who may ask is decided before; what is handed out is recorded. Source: seed 000 s4 (A111, A114, A116).
 */
@Service
public class ProvenLog {
    /** A bundle ends with a checkpoint that witnesses saw within this time; what came since is in the next one. */
    private static final Duration JUST_NOW = Duration.ofMinutes(2);

    private final Sequencer sequencer;
    private final LogReader reader;
    private final LogRetention retention;
    private final Witnesses witnesses;
    private final Contradictions contradictions;
    private final AuditLog audit;
    private final Clock clock;

    ProvenLog(
            Sequencer sequencer,
            LogReader reader,
            LogRetention retention,
            Witnesses witnesses,
            Contradictions contradictions,
            AuditLog audit,
            Clock clock) {
        this.sequencer = sequencer;
        this.reader = reader;
        this.retention = retention;
        this.witnesses = witnesses;
        this.contradictions = contradictions;
        this.audit = audit;
        this.clock = clock;
    }

    /** Carries the log on; to be called again within half a second. Throws when it could not. */
    public void carryOn() {
        sequencer.pass();
    }

    /** Lets another program carry it on. */
    public void rest() {
        sequencer.close();
    }

    /** How it stands. */
    public LogStanding standing() {
        return reader.standing();
    }

    /** What witnesses said of it. */
    public WitnessStanding witnesses() {
        return witnesses.standing();
    }

    /**
     * Asks the witnesses to cosign what there is now, and records where one began to answer otherwise than before. May take
     * five seconds for each of them; asks nobody where there is no policy.
     */
    public WitnessStanding askWitnesses(Actor actor) {
        Map<String, Optional<Reason>> before = new HashMap<>();
        witnesses.standing().witnesses().forEach(one -> before.put(one.name(), one.problem()));
        witnesses.round();
        WitnessStanding now = witnesses.standing();
        for (WitnessStanding.One one : now.witnesses()) {
            if (!one.problem().equals(before.getOrDefault(one.name(), Optional.empty()))) {
                String content = one.problem()
                        .map(problem -> "The witness " + one.name() + " did not cosign: " + problem.key() + " "
                                + String.join(", ", problem.args()))
                        .orElse("The witness " + one.name() + " cosigns again, at record " + one.size());
                Result result = one.problem().isPresent() ? Result.FAILED : Result.DONE;
                audit.appendNow(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.witness", content, result));
            }
        }
        return now;
    }

    /** Keeps what witnesses say against the log now, until it is answered; what they said first is recorded with it. */
    @Transactional
    public void keepContradictions(Actor actor, WitnessStanding standing) {
        for (WitnessStanding.One one : standing.witnesses()) {
            one.contradiction()
                    .filter(said -> contradictions.keep(one.name(), said, clock.instant()))
                    .ifPresent(said -> audit.append(AuditRecord.of(
                                    clock.instant(),
                                    actor,
                                    Tag.AUDIT,
                                    "audit.contradict",
                                    "The witness " + one.name() + " contradicts the log: " + said.key() + " "
                                            + String.join(", ", said.args()),
                                    Result.FAILED)
                            .object("witness", one.name())));
        }
    }

    /** What witnesses said against the log and nobody answered, oldest first; also what they said before a restart. */
    public List<WitnessStanding.Contradiction> contradictions() {
        return contradictions.open();
    }

    /** Answers what a witness said against the log: how it came about, and what was done. Nothing where it is not open. */
    @Transactional
    public Optional<WitnessStanding.Contradiction> answer(Actor actor, UUID contradiction, String told) {
        Optional<WitnessStanding.Contradiction> answered =
                contradictions.answer(contradiction, actor.id(), told, clock.instant());
        answered.ifPresent(of -> audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.AUDIT,
                        "audit.answer",
                        "Answered what the witness " + of.witness() + " said against the log ("
                                + of.reason().key() + " "
                                + String.join(", ", of.reason().args()) + "): " + told,
                        Result.DONE)
                .object("witness", of.witness())));
        return answered;
    }

    /** The checkpoint to hand out: the one that witnesses just saw, where they did, and otherwise the newest. */
    private Optional<WitnessStanding.Cosigned> justSeen() {
        return witnesses
                .newest()
                .filter(seen -> seen.at().isAfter(clock.instant().minus(JUST_NOW)));
    }

    /** Wraps the keys of the log and its records anew after a rotation, and records it; files are not touched. How many. */
    @Transactional
    public int rewrap(Actor actor) {
        int count = reader.rewrap();
        if (count > 0) {
            String content = "Wrapped " + count + " keys of segments and records by the newest key.";
            audit.append(AuditRecord.of(clock.instant(), actor, Tag.VAULT, "key.rewrap", content, Result.DONE));
        }
        return count;
    }

    /** How many rows of segments were found since then that somebody else had written. */
    public long foreignSegments(Instant since) {
        return reader.foreignSegments(since);
    }

    /** Why nothing is signed; nothing while all is well. Asks no database. */
    public Optional<Reason> refusal() {
        return reader.refusal();
    }

    /** Whether the last try to carry it on failed. Asks no database. */
    public boolean isFailing() {
        return sequencer.state() instanceof Sequencer.State.Fails;
    }

    /** Whether a record has its place in a signed log, as far as that can be read. */
    public boolean isPlaced(UUID recordId) {
        try {
            return reader.isPlaced(recordId);
        } catch (SegmentDamaged e) {
            return false;
        }
    }

    /**
     * The proof of a record; nothing while it has no place yet. Throws {@link SegmentDamaged} when the segment that has it,
     * or may have it, is not what was sealed.
     */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public Optional<RecordProof> proof(UUID recordId) {
        try {
            return reader.proof(recordId);
        } catch (SegmentUnreadable e) {
            throw new SegmentDamaged(e);
        }
    }

    /**
     * What a bundle will be.
     *
     * @param origin the log
     * @param size its records, of which all are there by their hash
     * @param from the first record that is there whole
     * @param to the one after the last
     */
    public record Bundle(String origin, long size, long from, long to) {}

    /** What a bundle of a time would be, or what speaks against it. */
    public sealed interface Plan {
        /** It can be written. */
        record Ready(Bundle bundle) implements Plan {}

        /** A record is not what was signed. */
        record Broken(Bundle bundle, Finding finding) implements Plan {}
    }

    /**
     * Looks what a bundle of the records logged from one instant to another would be, and records that it was asked for.
     * A record that is not what was signed is found here, before anything is sent.
     */
    @Transactional(isolation = Isolation.REPEATABLE_READ)
    public Plan plan(Actor actor, Instant from, Instant until) {
        LogReader.Planned planned = reader.plan(from, until, justSeen());
        Bundle bundle = new Bundle(planned.origin(), planned.size(), planned.from(), planned.to());
        String told = "A bundle of the log " + planned.origin() + " with the records " + planned.from() + " to before "
                + planned.to() + " of " + planned.size() + ", logged from " + from + " to " + until + ".";
        Result result = planned.finding().isPresent() ? Result.FAILED : Result.DONE;
        String content =
                told + planned.finding().map(wrong -> " " + wrong.words()).orElse("");
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.export", content, result));
        return planned.finding()
                .<Plan>map(wrong -> new Plan.Broken(bundle, wrong))
                .orElseGet(() -> new Plan.Ready(bundle));
    }

    /** Writes the bundle as a tar archive. Whoever may was asked by {@link #plan}, which recorded it. */
    @Transactional(readOnly = true, isolation = Isolation.REPEATABLE_READ)
    public void export(Instant from, Instant until, OutputStream out) {
        TarSink archive = new TarSink(out);
        reader.export(from, until, justSeen(), archive);
        archive.finish();
    }

    /**
     * Lets the segment that is being written end with its next 256 records, so that it is sealed then. False where it has
     * none yet, or where that was asked for before.
     */
    @Transactional
    public boolean seal(Actor actor) {
        boolean asked = reader.cut();
        String content = asked
                ? "The segment that is being written ends with its next tile, and is sealed then."
                : "There is no segment to end, or it was asked for before.";
        Result result = asked ? Result.DONE : Result.FAILED;
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.seal", content, result));
        sequencer.wake();
        return asked;
    }

    /** Destroys the keys of the segments whose time is over and that nobody holds; each is recorded. How many. */
    @Transactional
    public int dropDue(Actor actor) {
        List<LogRetention.Due> due = retention.due();
        for (LogRetention.Due segment : due) {
            retention.drop(segment);
            String content = "Dropped the records " + segment.first() + " to before " + segment.past()
                    + ", logged until " + segment.until() + ", as records are kept for "
                    + retention.kept().toDays() + " days.";
            audit.append(
                    AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.segment_dropped", content, Result.DONE)
                            .object("segment", segment.name()));
        }
        return due.size();
    }

    /** Removes the files of what was dropped. */
    public void removeDropped() {
        retention.removeFiles();
    }

    /** The holds that were not released. */
    public List<LogStanding.Hold> holds() {
        return retention.holds();
    }

    /** Holds each segment with records logged within this time; how many. */
    @Transactional
    public int hold(Actor actor, Instant from, Instant until, String reason) {
        int held = retention.hold(from, until, reason);
        String content = "Held " + held + " segments with records logged from " + from + " to " + until + ": " + reason;
        Result result = held > 0 ? Result.DONE : Result.FAILED;
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.hold", content, result));
        return held;
    }

    /** Releases a hold. False where there is none of this number, or it was released before. */
    @Transactional
    public boolean release(Actor actor, long hold, String reason) {
        boolean released = retention.release(hold, reason);
        String content = "Released the hold " + hold + ": " + reason;
        Result result = released ? Result.DONE : Result.FAILED;
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.release", content, result));
        return released;
    }

    /**
     * Compares the log with the inbox, with its sealed segments and with what was signed; what is found is recorded, with what
     * {@link RowProofs#compare} found before.
     */
    @Transactional(isolation = Isolation.REPEATABLE_READ)
    public Optional<Finding> check(Actor actor, Optional<Finding> rows) {
        Optional<Finding> finding = reader.check(rows);
        String content = finding.map(Finding::words)
                .orElse("The log, the inbox, the sealed segments, what was signed and all proven rows agree.");
        Result result = finding.isPresent() ? Result.FAILED : Result.DONE;
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.check", content, result));
        return finding;
    }

    /**
     * Opens a log that follows the one whose end the database has lost; its first record quotes the checkpoint that was
     * signed last. False where nothing was lost.
     */
    @Transactional
    public boolean reopen(Actor actor, String why) {
        String lost = refusal().map(reason -> String.join(", ", reason.args())).orElse("");
        if (!reader.reopen()) {
            return false;
        }
        String content = "Opened a new log after the database had lost what was signed (" + lost + "): " + why;
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.reopen", content, Result.DONE));
        sequencer.wake();
        return true;
    }
}
