package dev.bastide.asset.scan;

import dev.bastide.asset.scan.engine.Ranges;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.job.Intents;
import dev.bastide.page.BadInput;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.info.BuildProperties;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs of agreements. Everything a run needs is asked here at its begin, and again by the database: both signatures, the
 * open window, the engineer, a qualified operator. Source: seed 000 s3.2 (A76, A77, A79, A80).
 */
@Service
class ScanRuns {
    static final Action RUN = new Action("scan.run");

    private final RunRows rows;
    private final Authorisations authorisations;
    private final Qualifications qualifications;
    private final RunKeeping keeping;
    private final Intents intents;
    private final Authority may;
    private final AuditLog audit;
    private final Clock clock;
    private final String version;
    private final TransactionTemplate transaction;

    ScanRuns(
            RunRows rows,
            Authorisations authorisations,
            Qualifications qualifications,
            RunKeeping keeping,
            Intents intents,
            Authority may,
            AuditLog audit,
            Clock clock,
            ObjectProvider<BuildProperties> build,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.authorisations = authorisations;
        this.qualifications = qualifications;
        this.keeping = keeping;
        this.intents = intents;
        this.may = may;
        this.audit = audit;
        this.clock = clock;
        this.version = Optional.ofNullable(build.getIfAvailable())
                .map(BuildProperties::getVersion)
                .orElse("development");
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Begins a run by hand. Throws {@link ActRefused} for whatever is missing. */
    ScanRun start(Actor actor, Authorisation agreed, List<String> targets) {
        may.may(actor, RUN, agreed.ask().node()).orThrow();
        if (!agreed.ask().operator().equals(actor.person())) {
            throw refused("asset.scan.refused.operator", "A76", agreed);
        }
        return begin(actor, agreed, targets);
    }

    /** Begins the run of a window that is due, for the operator whom its schedule is bound to. */
    ScanRun startDue(Actor machine, Authorisation agreed) {
        return begin(machine, agreed, List.of());
    }

    private ScanRun begin(Actor actor, Authorisation agreed, List<String> wanted) {
        ScanRun run = transaction.execute(status -> begun(actor, agreed, wanted));
        if (run == null) {
            throw new IllegalStateException("a run that was begun is there");
        }
        keeping.launch(run, agreed);
        return run;
    }

    private ScanRun begun(Actor actor, Authorisation agreed, List<String> wanted) {
        Instant now = Moments.now(clock);
        if (!authorisations.isSigned(agreed)) {
            throw refused("asset.scan.refused.unsigned", "A79", agreed);
        }
        Authorisation.Window window =
                agreed.window(now).filter(open -> open.holds(now)).orElseThrow(() -> Authorisations.over(agreed));
        if (!authorisations.isAcknowledged(agreed, window)) {
            throw refused("asset.scan.refused.no-engineer", "A80", agreed);
        }
        Qualification qualified = qualifications
                .holding(agreed.ask().operator(), now)
                .orElseThrow(() ->
                        new ActRefused(Reason.of("asset.scan.refused.unqualified", "A76", "/scans/qualifications")));
        authorisations.elsewhere(agreed.ask()).ifPresent(other -> {
            throw new ActRefused(Reason.of("asset.scan.refused.elsewhere", "A79", agreed.path(), other.path()));
        });
        UUID id = UUID.randomUUID();
        UUID intent = intents.announce(RunKeeping.INTENT, id.toString(), RunKeeping.LEASE)
                .value();
        insert(new Begin(id, intent, window, qualified, targets(agreed, wanted), now), actor, agreed);
        ScanRun run = rows.find(id).orElseThrow();
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.HOST,
                        "scan.run",
                        run.name() + " of " + agreed.name() + " begins: " + String.join(", ", run.targets()),
                        Result.DONE)
                .object("scan", id));
        return run;
    }

    private record Begin(
            UUID id,
            UUID intent,
            Authorisation.Window window,
            Qualification qualified,
            List<String> targets,
            Instant at) {}

    private void insert(Begin begin, Actor actor, Authorisation agreed) {
        @Nullable
        UUID before = rows.of(agreed.id()).stream()
                .findFirst()
                .filter(last -> last.state().equals("unknown"))
                .map(ScanRun::id)
                .orElse(null);
        try {
            rows.insert(new ScanRun(
                    begin.id(),
                    0,
                    agreed.id(),
                    begin.window().opens(),
                    begin.window().closes(),
                    begin.targets(),
                    agreed.ask().operator(),
                    actor.id(),
                    begin.qualified().id(),
                    begin.intent(),
                    before,
                    version,
                    keeping.book().version(),
                    begin.at(),
                    "running",
                    "begins",
                    0,
                    0,
                    false,
                    null,
                    null,
                    null,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    0,
                    null,
                    null));
        } catch (DuplicateKeyException e) {
            throw refused("asset.scan.refused.runs", "A80", agreed);
        }
    }

    private static List<String> targets(Authorisation agreed, List<String> wanted) {
        if (wanted.isEmpty()) {
            return agreed.ask().scope().addresses().texts();
        }
        try {
            Ranges ranges = Ranges.of(wanted);
            if (ranges.count() > ScanAsk.ADDRESSES_MAX) {
                throw BadInput.in("targets", "asset.scan.bad.large", Long.toString(ScanAsk.ADDRESSES_MAX));
            }
            return ranges.texts();
        } catch (IllegalArgumentException e) {
            throw BadInput.in("targets", "asset.scan.bad.range", String.valueOf(e.getMessage()));
        }
    }

    /** The run meant by {@code SCN-000012}, {@code 12} or its id. */
    Optional<ScanRun> meant(String text) {
        String plain = text.strip().replaceFirst("^SCN-0*", "");
        if (plain.matches("[0-9]{1,12}")) {
            return rows.byNumber(Long.parseLong(plain));
        }
        try {
            return rows.find(UUID.fromString(plain));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Stops a run: operator, engineer, or who may run scans on its node. */
    void stop(Actor actor, ScanRun run, Authorisation agreed) {
        PersonId by = actor.requirePerson();
        if (!by.equals(agreed.ask().operator()) && !by.equals(agreed.ask().engineer())) {
            may.may(actor, RUN, agreed.ask().node()).orThrow();
        }
        transaction.executeWithoutResult(status -> {
            if (rows.askStop(run.id(), by)) {
                audit.append(AuditRecord.of(
                                clock.instant(),
                                actor,
                                Tag.HOST,
                                "scan.cancel",
                                run.name() + " is to stop",
                                Result.DONE)
                        .object("scan", run.id()));
            }
        });
        keeping.stop(run.id());
    }

    private static ActRefused refused(String key, String duty, Authorisation agreed) {
        return new ActRefused(Reason.of(key, duty, agreed.path(), agreed.name()));
    }
}
