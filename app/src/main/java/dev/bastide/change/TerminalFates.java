package dev.bastide.change;

import dev.bastide.access.PermitDesk.Fate;
import dev.bastide.access.PermitDesk.Pending;
import dev.bastide.approval.Approvals;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import java.time.Clock;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * What became of a request that a terminal waits for, told to who sits there: who ended it and in which words. Source: seed
 * 000 s2.2 (A47, A49).
 */
@Component
class TerminalFates {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneId.of("UTC"));

    /** More of what somebody wrote than this stands on the operation's page. */
    private static final int QUOTE_MAX = 300;

    private final OperationReads reads;
    private final OperationStory story;
    private final OperationTelling telling;
    private final Approvals approvals;
    private final Clock clock;

    TerminalFates(
            OperationReads reads, OperationStory story, OperationTelling telling, Approvals approvals, Clock clock) {
        this.reads = reads;
        this.story = story;
        this.telling = telling;
        this.approvals = approvals;
        this.clock = clock;
    }

    Fate of(PersonId person, HostId host, String account, UUID subject) {
        Operation now = reads.byRevision(subject)
                .flatMap(asked -> reads.find(asked.id()))
                .orElseThrow();
        return switch (now.state()) {
            case ASKED -> asked(person, host, account, now);
            case APPROVED, RUNNING -> new Fate.Agreed();
            case REJECTED -> rejected(now);
            case CANCELLED -> cancelled(now);
            case EXPIRED -> lapsed(now);
            case DRAFT, DONE, FAILED, UNKNOWN -> over("change.terminal.over", now);
        };
    }

    private Fate asked(PersonId person, HostId host, String account, Operation now) {
        if (!now.lapses().isAfter(clock.instant())) {
            return lapsed(now);
        }
        boolean letsIn = now.content().executor().equals(person)
                && now.content().targets().stream()
                        .anyMatch(target ->
                                target.host().equals(host) && target.account().equals(account));
        return letsIn
                ? new Fate.Waits(new Pending(now.revision(), now.name(), now.path(), telling.missing(now)))
                : over("change.terminal.edited-away", now);
    }

    private Fate rejected(Operation now) {
        return approvals.said(now.revision()).stream()
                .filter(said -> !said.verdict().equals("yes"))
                .reduce((earlier, later) -> later)
                .map(said ->
                        over("change.terminal.rejected", now, telling.name(said.voter()), quote(said.evaluation())))
                .orElseGet(() -> over("change.terminal.over", now));
    }

    private Fate cancelled(Operation now) {
        return story.of(now.id()).stream()
                .filter(entry -> entry.kind().equals("cancelled"))
                .reduce((earlier, later) -> later)
                .map(entry -> over("change.terminal.cancelled", now, quote(entry.who()), quote(entry.quote())))
                .orElseGet(() -> over("change.terminal.over", now));
    }

    private static Fate lapsed(Operation now) {
        return over("change.terminal.lapsed", now, MINUTE.format(now.lapses()));
    }

    private static Fate over(String key, Operation now, String... more) {
        String[] args = new String[more.length + 1];
        args[0] = now.name();
        System.arraycopy(more, 0, args, 1, more.length);
        return new Fate.Over(Reason.of(key, "A47", now.path(), args));
    }

    private static String quote(String text) {
        String flat = OperationTelling.flat(text);
        return flat.codePointCount(0, flat.length()) <= QUOTE_MAX
                ? flat
                : flat.substring(0, flat.offsetByCodePoints(0, QUOTE_MAX)) + "…";
    }
}
