package dev.bastide.ticket;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Decision;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.Teams;
import dev.bastide.page.BadInput;
import dev.bastide.page.NoSuch;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.ticket.TicketEvent.Verb;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What people do with tickets: those who may on the node, whose it is, and who answers for it. */
@Service
class TicketDesk {
    /** Work that a person asks for, without a room behind it. */
    static final String TASK = "ticket.task";

    static final int TITLE_CHARACTERS_MAX = 200;
    static final int BODY_CHARACTERS_MAX = 8_000;

    private static final String TEAM = "team:";
    private static final Pattern NAME = Pattern.compile("(?i)tk-0*(\\d{1,12})");

    private final TicketRows rows;
    private final Tickets tickets;
    private final TicketSteps steps;
    private final TicketNotices notices;
    private final TicketPlaces places;
    private final Answerable answerable;
    private final People people;
    private final Teams teams;

    TicketDesk(
            TicketRows rows,
            Tickets tickets,
            TicketSteps steps,
            TicketNotices notices,
            TicketPlaces places,
            Answerable answerable,
            People people,
            Teams teams) {
        this.rows = rows;
        this.tickets = tickets;
        this.steps = steps;
        this.notices = notices;
        this.places = places;
        this.answerable = answerable;
        this.people = people;
        this.teams = teams;
    }

    /** What a person asks for; {@code who} is a login, {@code team:NAME}, or empty for whoever answers for the node. */
    record Task(String node, String title, String body, String level, String who) {}

    /** The ticket of this id or name, as this reader may see it. Throws {@link NoSuch}. */
    Ticket read(Actor actor, String id) {
        Ticket ticket = find(id);
        if (!isHis(actor, ticket)
                && !places.may(actor, TicketPlaces.VIEW, ticket.node()).isPermitted()) {
            throw new NoSuch("ticket.ticket", id);
        }
        return ticket;
    }

    /** Whether this reader could work on it. */
    boolean mayWork(Actor actor, Ticket ticket) {
        return decide(actor, ticket).isPermitted();
    }

    /** Opens a ticket of a person's own. Throws {@link BadInput} for what is missing or not known. */
    @Transactional
    public Ticket open(Actor actor, Task task) {
        NodeId node = places.byPath(task.node())
                .map(ServiceNode::id)
                .orElseThrow(() -> BadInput.in("node", "ticket.bad.node", task.node()));
        places.may(actor, TicketPlaces.WORK, node).orThrow();
        fit("title", task.title(), TITLE_CHARACTERS_MAX);
        if (task.body().length() > BODY_CHARACTERS_MAX) {
            throw tooLong("body", task.body(), BODY_CHARACTERS_MAX);
        }
        NewTicket wanted = NewTicket.of(
                        actor,
                        TASK,
                        level(task.level()),
                        node,
                        Reason.of("ticket.task.title", "", "", task.title().strip()),
                        "task:" + UUID.randomUUID())
                .body(task.body().strip())
                .assignee(task.who().isBlank() ? null : who(actor, task.who()));
        return steps.lock(tickets.open(wanted));
    }

    /** Gives it to a person by his login, to {@code me}, or to {@code team:NAME}. */
    @Transactional
    public Ticket assign(Actor actor, String id, String who, String note) {
        Ticket ticket = locked(actor, id);
        fitNote(note);
        if (ticket.state().ended()) {
            throw refused("ticket.refused.ended", ticket);
        }
        return steps.assign(actor, ticket, who(actor, who), note.strip());
    }

    /** Moves it. What ends it, or opens it again, has to be told: by which proof, or for what reason. */
    @Transactional
    public Ticket advance(Actor actor, String id, String state, String note) {
        Ticket ticket = locked(actor, id);
        fitNote(note);
        if (!TicketState.WORDS.contains(state)) {
            throw BadInput.in("state", "ticket.bad.state", String.join(", ", TicketState.WORDS));
        }
        boolean told = state.equals("closed") || state.equals("cancelled") || state.equals("reopened");
        if (told && note.isBlank()) {
            throw BadInput.in("note", "ticket.bad.untold");
        }
        TicketState to = TicketState.of(state, note.strip());
        Ticket moved = steps.move(actor, ticket, to, told ? "" : note.strip());
        // Whoever begins what was the team's has it from there on.
        boolean takes = to instanceof TicketState.InRemediation
                && moved.assignee() instanceof Assignee.WholeTeam
                && answerable.isMeant(actor.requirePerson(), moved.assignee());
        return takes ? steps.assign(actor, moved, Assignee.person(actor.requirePerson()), "") : moved;
    }

    /** Says something of it; whose it is and who answers for it are told. */
    @Transactional
    public Ticket comment(Actor actor, String id, String text) {
        Ticket ticket = read(actor, id);
        decide(actor, ticket).orThrow();
        fit("note", text, TicketSteps.NOTE_CHARACTERS_MAX);
        steps.say(actor, ticket, Verb.COMMENTED, List.of(), text.strip());
        notices.commented(actor, ticket);
        return ticket;
    }

    private Ticket locked(Actor actor, String id) {
        Ticket ticket = steps.lock(read(actor, id).id());
        decide(actor, ticket).orThrow();
        return ticket;
    }

    private Ticket find(String id) {
        Matcher named = NAME.matcher(id.strip());
        if (named.matches()) {
            return rows.byNumber(Long.parseLong(named.group(1))).orElseThrow(() -> new NoSuch("ticket.ticket", id));
        }
        try {
            return rows.find(TicketId.of(id.strip())).orElseThrow(() -> new NoSuch("ticket.ticket", id));
        } catch (IllegalArgumentException e) {
            throw new NoSuch("ticket.ticket", id);
        }
    }

    private Decision decide(Actor actor, Ticket ticket) {
        return isHis(actor, ticket)
                ? Decision.permitted("ticket.his")
                : places.may(actor, TicketPlaces.WORK, ticket.node());
    }

    private boolean isHis(Actor actor, Ticket ticket) {
        PersonId person = actor.person();
        return person != null && (ticket.accountable().equals(person) || answerable.isMeant(person, ticket.assignee()));
    }

    private Assignee who(Actor actor, String text) {
        String name = text.strip();
        if (name.equals("me")) {
            return Assignee.person(actor.requirePerson());
        }
        if (name.startsWith(TEAM)) {
            return teams.byName(name.substring(TEAM.length()))
                    .map(team -> Assignee.team(team.id()))
                    .filter(answerable::isSomebody)
                    .orElseThrow(() -> BadInput.in("who", "ticket.bad.team", name.substring(TEAM.length())));
        }
        return people.byLogin(name)
                .filter(person -> person.active() && !person.machine())
                .map(Person::id)
                .map(Assignee::person)
                .orElseThrow(() -> BadInput.in("who", "ticket.bad.login", name));
    }

    private static TicketLevel level(String word) {
        try {
            return TicketLevel.ofWord(word.strip());
        } catch (IllegalArgumentException e) {
            throw BadInput.in("level", "ticket.bad.level", word);
        }
    }

    private static void fitNote(String note) {
        if (note.length() > TicketSteps.NOTE_CHARACTERS_MAX) {
            throw tooLong("note", note, TicketSteps.NOTE_CHARACTERS_MAX);
        }
    }

    private static void fit(String field, String text, int most) {
        if (text.isBlank()) {
            throw BadInput.in(field, "page.form.required");
        }
        if (text.strip().length() > most) {
            throw tooLong(field, text, most);
        }
    }

    private static BadInput tooLong(String field, String text, int most) {
        return BadInput.in(field, "page.form.too-long", Integer.toString(most), Integer.toString(text.length()));
    }

    private static ActRefused refused(String key, Ticket ticket) {
        return new ActRefused(Reason.of(key, "A70", ticket.path(), ticket.name()));
    }
}
