package dev.bastide.intake;

import dev.bastide.access.HostPlaces;
import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.SourceLog;
import dev.bastide.audit.SourceLog.Numbered;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.identity.People;
import dev.bastide.intake.Mapping.Mapped;
import dev.bastide.intake.engine.Foreign;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Takes what sources send into the record, batch by batch: each record, or the note that it is held, has a number of its
 * source in the log, and numbers and counts are one transaction. What it answers is committed. Source: seed 000 s4 (A114).
 */
@Service
public class Intake {
    /** Datagrams of a source found no room; over when none was lost between two looks. */
    public static final AlarmKind LOST = new AlarmKind("intake.lost", AlarmLevel.HIGH);

    /** A week of more than a thousand records a second. */
    private static final long LEAP_MAX = 1_000_000_000;

    private static final int PROBLEM_CHARACTERS_MAX = 300;

    private final SourceLog log;
    private final TallyRows tallies;
    private final People people;
    private final ObjectProvider<HostPlaces> hosts;
    private final Seen seen;
    private final TimeBound bound;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Intake(
            SourceLog log,
            TallyRows tallies,
            People people,
            ObjectProvider<HostPlaces> hosts,
            Seen seen,
            TimeBound bound,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.log = log;
        this.tallies = tallies;
        this.people = people;
        this.hosts = hosts;
        this.seen = seen;
        this.bound = bound;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /**
     * What became of a batch.
     *
     * @param recorded how many are in the record, {@code partial} of them with a field that nobody said
     * @param repeated whether it had come before, and nothing was written
     * @param problems of each held one, by its place in the batch
     */
    public record Taken(int recorded, int partial, int quarantined, boolean repeated, List<Problem> problems) {
        public Taken {
            problems = List.copyOf(problems);
        }
    }

    /** Why one is held. */
    public record Problem(int line, String why) {}

    /** Numbers that came before with another content: taking them would lose one or the other. */
    public static final class NumbersTaken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final long next;

        NumbersTaken(long next) {
            super("numbers that came before, with another content");
            this.next = next;
        }

        /** The first number that never came. */
        public long next() {
            return next;
        }
    }

    /** A number so far ahead that a sender can hardly have come to it: taking it would declare all between missing. */
    public static final class TooFarAhead extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final long next;

        TooFarAhead(long next) {
            super("a number too far ahead");
            this.next = next;
        }

        /** The first number that never came. */
        public long next() {
            return next;
        }
    }

    /**
     * Takes records that this program numbers.
     *
     * @param lost how many were lost before these for want of room: each leaves a number that the log declares missing
     */
    public Taken take(Source source, List<Foreign> sent, long lost) {
        List<Mapped> mapped = map(source, sent);
        return Objects.requireNonNull(transaction.execute(status -> {
            Instant now = now();
            Tally before = tallies.hold(source.id(), Tally.Stream.OWN, now);
            long first = before.next() + lost;
            Taken taken = write(source, Tally.Stream.OWN, first, mapped);
            tallies.set(source.id(), counted(before, taken, first + sent.size(), lost, 0), now);
            seen.note(source, mapped, now);
            return taken;
        }));
    }

    /**
     * Takes records that their sender numbers, from {@code first} on. The same batch sent again is answered as before;
     * throws {@link NumbersTaken} when some of its numbers came with another content,
     * and {@link TooFarAhead} when they leave out more than any sender loses.
     */
    public Taken takeNumbered(Source source, long first, List<Foreign> sent) {
        byte[] hash = hash(sent);
        List<Mapped> mapped = map(source, sent);
        return Objects.requireNonNull(transaction.execute(status -> {
            Instant now = now();
            Tally before = tallies.hold(source.id(), Tally.Stream.SENT, now);
            List<TallyRows.Batch> known = tallies.meeting(source.id(), first, sent.size());
            if (!known.isEmpty()) {
                return again(source, before, known, new TallyRows.Batch(first, sent.size(), hash, 0, 0, 0), now);
            }
            if (first - before.next() > LEAP_MAX) {
                throw new TooFarAhead(before.next());
            }
            Taken taken = write(source, Tally.Stream.SENT, first, mapped);
            tallies.add(
                    source.id(),
                    new TallyRows.Batch(
                            first, sent.size(), hash, taken.recorded(), taken.partial(), taken.quarantined()),
                    now);
            long end = first + sent.size();
            // Numbers passed over are missing; what fills a hole is missing no more.
            long missing = first >= before.next() ? first - before.next() : -sent.size();
            tallies.set(source.id(), counted(before, taken, Math.max(before.next(), end), 0, missing), now);
            seen.note(source, mapped, now);
            return taken;
        }));
    }

    private Taken again(Source source, Tally before, List<TallyRows.Batch> known, TallyRows.Batch sent, Instant now) {
        TallyRows.Batch same = known.getFirst();
        if (known.size() != 1
                || same.first() != sent.first()
                || same.lines() != sent.lines()
                || !Arrays.equals(same.sha256(), sent.sha256())) {
            throw new NumbersTaken(before.next());
        }
        Tally counted = new Tally(
                before.stream(),
                before.next(),
                before.received(),
                before.recorded(),
                before.partial(),
                before.quarantined(),
                before.lost(),
                before.missing(),
                before.repeated() + sent.lines(),
                now);
        tallies.set(source.id(), counted, now);
        return new Taken(same.recorded(), same.partial(), same.quarantined(), true, List.of());
    }

    private List<Mapped> map(Source source, List<Foreign> sent) {
        Mapping mapping = new Mapping(people, Optional.ofNullable(hosts.getIfAvailable()), bound, now());
        return sent.stream().map(foreign -> mapping.map(source, foreign)).toList();
    }

    private Taken write(Source source, Tally.Stream stream, long first, List<Mapped> mapped) {
        String name = source.logName(stream);
        List<Numbered> records = new ArrayList<>(mapped.size());
        List<Problem> problems = new ArrayList<>();
        int partial = 0;
        for (int i = 0; i < mapped.size(); i++) {
            switch (mapped.get(i)) {
                case Mapped.Entry entry -> {
                    partial += entry.partial() ? 1 : 0;
                    records.add(new Numbered(first + i, entry.entry(), entry.content()));
                }
                case Mapped.Held held -> {
                    log.hold(name, held.problems(), cut(held.raw()));
                    records.add(new Numbered(first + i, note(source, held), null));
                    problems.add(new Problem(i + 1, Mapping.told(held.problems())));
                }
            }
        }
        log.append(name, records);
        return new Taken(mapped.size() - problems.size(), partial, problems.size(), false, problems);
    }

    /** No door lets in what is longer. */
    private static byte[] cut(byte[] raw) {
        if (raw.length > SourceLog.HELD_BYTES_MAX) {
            throw new IllegalArgumentException("longer than what can be held");
        }
        return raw;
    }

    /** Takes the held one's number in the log: that it came, why it is held, and by its hash what it is. */
    private AuditRecord note(Source source, Mapped.Held held) {
        String why = Mapping.told(held.problems());
        String told = why.length() > PROBLEM_CHARACTERS_MAX ? why.substring(0, PROBLEM_CHARACTERS_MAX) : why;
        Actor machine = Actor.machine("intake", AccessMethod.JOB);
        return AuditRecord.of(
                        now(),
                        machine,
                        Tag.AUDIT,
                        "intake.hold",
                        "A record of " + source.name() + " is held in quarantine: " + told + ". It has "
                                + held.raw().length + " bytes and the SHA-256 "
                                + HexFormat.of().formatHex(sha256().digest(held.raw())) + ".",
                        Result.FAILED)
                .object("source", source.name());
    }

    private static Tally counted(Tally before, Taken taken, long next, long lost, long missing) {
        return new Tally(
                before.stream(),
                next,
                before.received() + taken.recorded() + taken.quarantined(),
                before.recorded() + taken.recorded(),
                before.partial() + taken.partial(),
                before.quarantined() + taken.quarantined(),
                before.lost() + lost,
                before.missing() + missing,
                before.repeated(),
                before.lastAt());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static byte[] hash(List<Foreign> sent) {
        MessageDigest digest = sha256();
        for (Foreign foreign : sent) {
            int length = foreign.raw().length;
            digest.update(
                    new byte[] {(byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length});
            digest.update(foreign.raw());
        }
        return digest.digest();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
