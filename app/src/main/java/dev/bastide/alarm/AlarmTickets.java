package dev.bastide.alarm;

import dev.bastide.audit.Moments;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.job.Jobs;
import dev.bastide.ticket.Assignee;
import dev.bastide.ticket.NewTicket;
import dev.bastide.ticket.Ticket;
import dev.bastide.ticket.TicketId;
import dev.bastide.ticket.TicketLevel;
import dev.bastide.ticket.TicketLink;
import dev.bastide.ticket.TicketRule;
import dev.bastide.ticket.TicketState;
import dev.bastide.ticket.Tickets;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The tickets of alarms: opened in the transaction that raises the alarm, told when somebody has it and when it ended. No
 * alarm fails by its ticket: what cannot be written is undone to the savepoint before it, owed, and made up for by
 * {@link AlarmTicketWatch}. Source: seed 000 s3.2 (A82).
 */
@Component
class AlarmTickets implements TicketRule {
    static final String KIND = "alarm.ticket";
    static final String ENDED = "ended";
    static final String TAKEN = "taken";

    /** So long after its ticket was closed an alarm that comes back opens it again, rather than another one. */
    private static final Duration REOPENS = Duration.ofDays(1);

    /** So long a ticket that somebody has locked is waited for. */
    private static final String PATIENCE = "2s";

    private static final int WHY_CHARACTERS_MAX = 300;
    private static final Logger LOG = LoggerFactory.getLogger(AlarmTickets.class);

    private final Tickets tickets;
    private final AlarmTicketRows rows;
    private final StoredAlarms alarms;
    private final Answered answered;
    private final Tellings tellings;
    private final Places places;
    private final Clock clock;
    private final TransactionTemplate nested;

    AlarmTickets(
            Tickets tickets,
            AlarmTicketRows rows,
            StoredAlarms alarms,
            Answered answered,
            Tellings tellings,
            Places places,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.tickets = tickets;
        this.rows = rows;
        this.alarms = alarms;
        this.answered = answered;
        this.tellings = tellings;
        this.places = places;
        this.clock = clock;
        this.nested = new TransactionTemplate(transactions);
        this.nested.setPropagationBehavior(TransactionDefinition.PROPAGATION_NESTED);
    }

    /** Opens the ticket of an alarm that was just raised, in the transaction of the alarm; or owes it. */
    void open(Alarm alarm) {
        @Nullable String why = node(alarm).isEmpty() ? "there is no tree yet" : gently(() -> ticket(alarm));
        if (why != null) {
            rows.owe(alarm.id(), why, Moments.now(clock));
        }
    }

    /** Opens the ticket that is owed, in the caller's transaction. */
    TicketId ticket(Alarm alarm) {
        NodeId node = node(alarm).orElseThrow(() -> new IllegalStateException("there is no tree yet"));
        TicketId ticket = tickets.open(NewTicket.of(
                        Jobs.actor("alarm"),
                        KIND,
                        TicketLevel.ofWord(alarm.level().word()),
                        node,
                        alarm.reason(),
                        "alarm:" + alarm.kind() + ":" + node + ":" + alarm.object())
                .assignee(told(alarm))
                .reopens(REOPENS)
                .links(List.of(new TicketLink("alarm", alarm.id().toString(), alarm.name(), "/alarms/" + alarm.id())))
                // The alarm itself tells whoever is on duty.
                .quietly());
        rows.add(alarm.id(), ticket, Moments.now(clock));
        return ticket;
    }

    /** Where its ticket is; nowhere while there is no tree. */
    Optional<NodeId> node(Alarm alarm) {
        return alarm.node() == null ? places.root() : Optional.of(alarm.node());
    }

    /** Somebody has the alarm: the ticket is his, and he is at it. */
    void taken(Actor by, Alarm alarm) {
        gently(() -> tellTaken(by, alarm));
    }

    /** The alarm ended: by its source, or by a person who says what it was. */
    void ended(Actor by, Alarm alarm) {
        gently(() -> tellEnded(by, alarm));
    }

    private void tellTaken(Actor by, Alarm alarm) {
        Optional<Ticket> ticket = openTicket(alarm.id());
        if (ticket.isEmpty()) {
            return;
        }
        PersonId person = by.requirePerson();
        tickets.assign(by, ticket.get().id(), Assignee.person(person));
        if (ticket.get().state().next().contains("in-remediation")) {
            tickets.advance(by, ticket.get().id(), "in-remediation", "alarm.ticket.taken");
        }
        rows.tell(alarm.id(), TAKEN, Moments.now(clock));
    }

    /** Tells the ticket that its alarm ended, in the caller's transaction; it closes where nobody is at work on it. */
    void tellEnded(Actor by, Alarm alarm) {
        Optional<Ticket> ticket = of(alarm.id());
        Resolution end = answered.resolutions(List.of(alarm.id())).get(alarm.id());
        if (ticket.isEmpty() || end == null) {
            return;
        }
        rows.tell(alarm.id(), ENDED, Moments.now(clock));
        if (ticket.get().state().ended()) {
            return;
        }
        boolean byPerson = end.person() != null;
        boolean closes = openAlarms(ticket.get().id()).isEmpty()
                && (byPerson || !(ticket.get().state() instanceof TicketState.InRemediation));
        if (closes) {
            String evidence = end.told().isBlank() ? "alarm.ticket.cleared" : end.told();
            tickets.close(ticket.get().id(), by, evidence);
        } else {
            tickets.tell(by, ticket.get().id(), "alarm.ticket.over", List.of(alarm.name()));
        }
    }

    /** The ticket of an alarm. */
    Optional<Ticket> of(AlarmId alarm) {
        return rows.of(alarm).flatMap(ticketed -> tickets.get(ticketed.ticket()));
    }

    /** The tickets of alarms. */
    Map<AlarmId, Ticket> of(Collection<AlarmId> some) {
        Map<AlarmId, AlarmTicketRows.Ticketed> ticketed = rows.of(some);
        Map<TicketId, Ticket> found = tickets.all(
                ticketed.values().stream().map(AlarmTicketRows.Ticketed::ticket).collect(Collectors.toSet()));
        return ticketed.values().stream()
                .filter(one -> found.containsKey(one.ticket()))
                .collect(Collectors.toMap(
                        AlarmTicketRows.Ticketed::alarm, one -> Objects.requireNonNull(found.get(one.ticket()))));
    }

    @Override
    public String kind() {
        return KIND;
    }

    /** What is still going on is neither proven nor cancelled. */
    @Override
    public Optional<Reason> refuses(Ticket ticket, String into) {
        if (!into.equals("closed") && !into.equals("cancelled")) {
            return Optional.empty();
        }
        return openAlarms(ticket.id()).stream()
                .findFirst()
                .map(alarm -> Reason.of(
                        "alarm.refused.going-on", "A82", "/alarms/" + alarm.id(), ticket.name(), alarm.name()));
    }

    private List<Alarm> openAlarms(TicketId ticket) {
        Set<AlarmId> of = rows.alarms(ticket);
        Set<AlarmId> ended = answered.resolutions(of).keySet();
        return of.stream()
                .filter(alarm -> !ended.contains(alarm))
                .map(alarms::find)
                .flatMap(Optional::stream)
                .toList();
    }

    private Optional<Ticket> openTicket(AlarmId alarm) {
        return of(alarm).filter(ticket -> !ticket.state().ended());
    }

    private @Nullable Assignee told(Alarm alarm) {
        return tellings.of(List.of(alarm.id())).getOrDefault(alarm.id(), List.of()).stream()
                .flatMap(telling -> telling.people().stream())
                .findFirst()
                .map(Assignee::person)
                .orElse(null);
    }

    /** Why it could not be done, and was undone; null when it was. */
    private @Nullable String gently(Runnable work) {
        try {
            nested.executeWithoutResult(status -> {
                String before = alarms.patience();
                alarms.setPatience(PATIENCE);
                work.run();
                alarms.setPatience(before);
            });
            return null;
        } catch (RuntimeException e) {
            LOG.warn("The ticket of an alarm waits", e);
            String why = e.getClass().getSimpleName() + ": " + e.getMessage();
            return why.length() <= WHY_CHARACTERS_MAX ? why : why.substring(0, WHY_CHARACTERS_MAX);
        }
    }
}
