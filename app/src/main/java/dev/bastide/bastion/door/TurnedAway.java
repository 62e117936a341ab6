package dev.bastide.bastion.door;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.ssh.Answer;
import dev.bastide.bastion.ssh.Attempt;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.time.Clock;
import java.util.Locale;
import org.springframework.stereotype.Component;

/** Refuses a channel: writes it into the record and words it for the terminal. */
@Component
class TurnedAway {
    private final HostTargets targets;
    private final AuditLog audit;
    private final Clock clock;
    private final Words english;

    TurnedAway(HostTargets targets, AuditLog audit, Clock clock, WordsFor languages) {
        this.english = languages.of(Locale.ENGLISH);
        this.targets = targets;
        this.audit = audit;
        this.clock = clock;
    }

    Answer.Refused answer(Attempt attempt, Actor actor, Words said, Reason reason) {
        String tried = attempt.visitor().address() + " "
                + attempt.kind().name().toLowerCase(Locale.ROOT)
                + (attempt.command().isEmpty() ? "" : ": " + attempt.command());
        audit.appendNow(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.SESSION,
                        "session.open",
                        "Refused: " + english.why(reason) + " [" + reason.key() + "]; tried " + tried,
                        Result.REFUSED)
                .session(attempt.channel().toString(), null));
        return new Answer.Refused(
                targets.lines(said, attempt.visitor().address().toString(), reason), Channels.REFUSED);
    }
}
