package dev.bastide.identity.ldap;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.identity.DirectoryFailed;
import dev.bastide.identity.DirectoryFollowed;
import dev.bastide.identity.ldap.LdapStanding.Outcome;
import dev.bastide.job.Jobs;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/**
 * Writes down how a run ended. When none does what it should, that is said, and again each day, since somebody may be
 * leaving meanwhile; the room of alarms hears it.
 */
@Component
class LdapNews {
    /** The name of the job, and of the machine that writes what it did. */
    static final String JOB = "identity.ldap";

    private static final Duration AGAIN = Duration.ofHours(24);

    private final LdapStandings standings;
    private final ApplicationEventPublisher events;
    private final AuditLog audit;
    private final Clock clock;

    LdapNews(LdapStandings standings, ApplicationEventPublisher events, AuditLog audit, Clock clock) {
        this.standings = standings;
        this.events = events;
        this.audit = audit;
        this.clock = clock;
    }

    @Transactional
    public void say(Outcome outcome, String key, List<String> args) {
        Instant now = clock.instant();
        @Nullable LdapStanding before = standings.last().orElse(null);
        boolean well = outcome == Outcome.DONE;
        boolean changed = before == null || before.outcome() != outcome;
        @Nullable Instant told = before == null || well ? null : before.told();
        boolean tell = !well && (changed || isOld(told, now));
        @Nullable Instant wellAt = before == null ? null : before.well();
        standings.keep(new LdapStanding(outcome, key, args, now, well ? now : wellAt, tell ? now : told));
        if (changed) {
            String content = "The directory's run ended as " + outcome + ": " + key + " " + String.join(", ", args);
            Result result = well ? Result.DONE : Result.FAILED;
            audit.append(AuditRecord.of(now, Jobs.actor(JOB), Tag.IDENTITY, "directory.read", content, result));
        }
        if (tell) {
            events.publishEvent(new DirectoryFailed(outcome.name().toLowerCase(Locale.ROOT)));
        } else if (well && changed) {
            events.publishEvent(new DirectoryFollowed());
        }
    }

    private static boolean isOld(@Nullable Instant told, Instant now) {
        return told == null || told.plus(AGAIN).isBefore(now);
    }
}
