package dev.bastide.ticket;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Moments;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import dev.bastide.ticket.TicketEvent.Verb;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Opens tickets, many at once in a number of statements that does not grow with them, or counts into those that are open. */
@Component
class Opening {
    /** So many rows of somebody else may stand where a ticket belongs before that itself is a failure. */
    private static final int FORKS_MAX = 100;

    private static final HexFormat HEX = HexFormat.of();

    private final TicketRows rows;
    private final TicketStory story;
    private final TicketSteps steps;
    private final Answerable answerable;
    private final TicketTimes times;
    private final TicketNotices notices;
    private final AuditLog audit;
    private final Words words;
    private final Clock clock;

    Opening(
            TicketRows rows,
            TicketStory story,
            TicketSteps steps,
            Answerable answerable,
            TicketTimes times,
            TicketNotices notices,
            AuditLog audit,
            WordsFor languages,
            Clock clock) {
        this.rows = rows;
        this.story = story;
        this.steps = steps;
        this.answerable = answerable;
        this.times = times;
        this.notices = notices;
        this.audit = audit;
        this.words = languages.of(Locale.ENGLISH);
        this.clock = clock;
    }

    /** Every ticket by what it is about. Throws where nobody answers for a node. */
    Map<String, TicketId> open(List<NewTicket> wanted) {
        Map<String, NewTicket> waiting = new LinkedHashMap<>();
        wanted.forEach(one -> waiting.putIfAbsent(one.dedupe(), one));
        Map<String, TicketId> found = new HashMap<>();
        Instant now = Moments.now(clock);
        for (int nth = 0; nth < FORKS_MAX && !waiting.isEmpty(); nth++) {
            Map<String, TicketId> settled = openAt(nth, List.copyOf(waiting.values()), now);
            found.putAll(settled);
            waiting.keySet().removeAll(settled.keySet());
        }
        if (!waiting.isEmpty()) {
            throw new IllegalStateException("no place is left for a ticket of "
                    + waiting.values().iterator().next().kind());
        }
        return found;
    }

    /** What could be settled in the nth place of each; where a row of somebody else stands, nothing is. */
    private Map<String, TicketId> openAt(int nth, List<NewTicket> wanted, Instant now) {
        Map<String, byte[]> places =
                wanted.stream().collect(Collectors.toMap(NewTicket::dedupe, one -> rows.place(one.dedupe(), nth)));
        Map<String, TicketId> settled = new HashMap<>();
        List<NewTicket> fresh = join(wanted, places, settled, now);
        if (nth == 0) {
            fresh = reopen(fresh, settled, now);
        }
        if (!fresh.isEmpty()) {
            List<NewTicket> late = add(fresh, places, settled, now);
            // Somebody else opened it in this moment: it is counted into his.
            join(late, places, settled, now);
        }
        return settled;
    }

    /** Counts into the open ones; gives those for which there is none. */
    private List<NewTicket> join(
            List<NewTicket> wanted, Map<String, byte[]> places, Map<String, TicketId> settled, Instant now) {
        if (wanted.isEmpty()) {
            return List.of();
        }
        Map<String, Optional<Ticket>> open =
                rows.open(wanted.stream().map(one -> place(places, one)).toList());
        Map<NewTicket, Ticket> counted = new LinkedHashMap<>();
        List<NewTicket> absent = new ArrayList<>();
        for (NewTicket one : wanted) {
            Optional<Ticket> there = open.get(HEX.formatHex(place(places, one)));
            if (there == null) {
                absent.add(one);
            } else if (there.isPresent()) {
                counted.put(one, there.get());
                settled.put(one.dedupe(), there.get().id());
            }
        }
        count(counted, now);
        return absent;
    }

    private static byte[] place(Map<String, byte[]> places, NewTicket one) {
        return Objects.requireNonNull(places.get(one.dedupe()));
    }

    private void count(Map<NewTicket, Ticket> counted, Instant now) {
        if (counted.isEmpty()) {
            return;
        }
        rows.count(counted.values().stream().map(Ticket::id).toList(), now);
        story.tell(counted.entrySet().stream()
                .map(one -> TicketStory.Told.of(
                        one.getValue().id(),
                        steps.event(one.getKey().by(), one.getValue(), Verb.COUNTED, List.of(), "")))
                .toList());
        link(counted, now);
        record(counted, "ticket.count", "Counted once more into ", now);
    }

    /** Opens those again that were closed lately; gives the others. */
    private List<NewTicket> reopen(List<NewTicket> wanted, Map<String, TicketId> settled, Instant now) {
        Map<String, Instant> since = wanted.stream()
                .filter(one -> !one.reopens().equals(Duration.ZERO))
                .collect(Collectors.toMap(NewTicket::dedupe, one -> now.minus(one.reopens())));
        Map<String, Ticket> closed = since.isEmpty() ? Map.of() : rows.closedSince(since);
        List<NewTicket> others = new ArrayList<>();
        Map<NewTicket, Ticket> again = new LinkedHashMap<>();
        for (NewTicket one : wanted) {
            Optional<Ticket> stored = Optional.ofNullable(closed.get(one.dedupe()))
                    .flatMap(ticket -> rows.lock(ticket.id()))
                    .filter(ticket -> ticket.state() instanceof TicketState.Closed);
            if (stored.isEmpty()) {
                others.add(one);
            } else {
                Ticket ticket = steps.move(one.by(), stored.get(), new TicketState.Reopened("ticket.came-back"), "");
                again.put(one, ticket);
                settled.put(one.dedupe(), ticket.id());
            }
        }
        if (!again.isEmpty()) {
            rows.count(again.values().stream().map(Ticket::id).toList(), now);
            link(again, now);
        }
        return others;
    }

    /** Adds what is new; gives those whose place was taken meanwhile. */
    private List<NewTicket> add(
            List<NewTicket> fresh, Map<String, byte[]> places, Map<String, TicketId> settled, Instant now) {
        Map<NodeId, PersonId> heads = new HashMap<>();
        Map<NewTicket, Ticket> drafts = new LinkedHashMap<>();
        for (NewTicket one : fresh) {
            drafts.put(one, draft(one, heads.computeIfAbsent(one.node(), answerable::of), now));
        }
        Map<TicketId, Long> numbers =
                rows.add(List.copyOf(drafts.values()), ticket -> Objects.requireNonNull(places.get(ticket.dedupe())));
        Map<NewTicket, Ticket> opened = new LinkedHashMap<>();
        drafts.forEach((one, draft) -> {
            Long number = numbers.get(draft.id());
            if (number != null) {
                opened.put(one, draft.numbered(number));
                settled.put(one.dedupe(), draft.id());
            }
        });
        if (!opened.isEmpty()) {
            told(opened, now);
        }
        return fresh.stream().filter(one -> !opened.containsKey(one)).toList();
    }

    private void told(Map<NewTicket, Ticket> opened, Instant now) {
        story.tell(opened.entrySet().stream()
                .map(one -> TicketStory.Told.of(
                        one.getValue().id(),
                        steps.event(
                                one.getKey().by(),
                                one.getValue(),
                                Verb.OPENED,
                                List.of(answerable.name(one.getValue().assignee())),
                                "")))
                .toList());
        story.link(opened.entrySet().stream()
                .flatMap(one -> one.getKey().links().stream()
                        .distinct()
                        .map(link -> TicketStory.Linked.of(one.getValue().id(), link, now)))
                .toList());
        record(opened, "ticket.open", "Opened ", now);
        times.begin(List.copyOf(opened.values()));
        notices.opened(opened);
    }

    private void link(Map<NewTicket, Ticket> about, Instant now) {
        if (about.keySet().stream().allMatch(one -> one.links().isEmpty())) {
            return;
        }
        Map<TicketId, List<TicketLink>> there =
                story.links(about.values().stream().map(Ticket::id).toList());
        story.link(about.entrySet().stream()
                .flatMap(one -> one.getKey().links().stream()
                        .distinct()
                        .filter(link -> there.getOrDefault(one.getValue().id(), List.of()).stream()
                                .noneMatch(known -> known.isAbout(link)))
                        .map(link -> TicketStory.Linked.of(one.getValue().id(), link, now)))
                .toList());
    }

    private Ticket draft(NewTicket one, PersonId accountable, Instant now) {
        @Nullable Assignee wanted = one.assignee();
        Assignee assignee = wanted != null && answerable.isSomebody(wanted) ? wanted : Assignee.person(accountable);
        Instant due = one.due() == null ? now.plus(one.level().patience()) : one.due();
        return new Ticket(
                new TicketId(UUID.randomUUID()),
                0,
                one.kind(),
                one.level(),
                one.node(),
                one.title().key(),
                TicketSteps.fit(one.title().args()),
                one.body(),
                one.dedupe(),
                one.guarded(),
                one.by().person(),
                now,
                0,
                0,
                new TicketState.Open(),
                now,
                assignee,
                accountable,
                due.truncatedTo(ChronoUnit.MICROS),
                1,
                now);
    }

    /** One record of one act, however many tickets it opened. */
    private void record(Map<NewTicket, Ticket> some, String operation, String done, Instant now) {
        Map.Entry<NewTicket, Ticket> first = some.entrySet().iterator().next();
        String content = some.values().stream()
                .map(ticket -> ticket.name() + " (" + ticket.kind() + "): " + words.why(ticket.title()))
                .collect(Collectors.joining("\n", done, ""));
        AuditRecord entry = AuditRecord.of(now, first.getKey().by(), Tag.TICKET, operation, content, Result.DONE);
        audit.append(some.size() == 1 ? entry.object("ticket", first.getValue().id()) : entry);
    }
}
