package dev.bastide.ticket;

import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.job.Jobs;
import dev.bastide.page.Found;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.Waiting;
import dev.bastide.page.WordsFor;
import java.util.List;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The room's place in the frame and its recurring work. */
@Configuration(proxyBeanMethods = false)
class TicketSettings {
    private static final int WAITING_MAX = 100;

    TicketSettings(Jobs jobs, TicketCare care) {
        jobs.every(TicketCare.NAME, TicketCare.EVERY, care::look);
    }

    @Bean
    NavEntry ticketsNav(TicketRows rows, People people) {
        return NavEntry.of(NavGroup.WEIGH, "ticket.nav", "ticket", "/tickets/board", "ticket.view", 20)
                .letter("k")
                .waiting(actor -> mine(actor, rows, people).size());
    }

    /** What a person has to do, and what his team has to begin. */
    @Bean
    Waiting ticketsWaiting(TicketRows rows, People people) {
        return actor -> mine(actor, rows, people).stream()
                .map(ticket -> new Waiting.Item(
                        "ticket.waiting",
                        ticket.titleKey(),
                        ticket.titleArgs(),
                        ticket.path(),
                        ticket.openedAt(),
                        ticket.dueAt()))
                .toList();
    }

    @Bean
    Found ticketsFound(TicketList list, TicketPlaces places, WordsFor words) {
        return (text, actor, limit) -> actor.person() == null
                ? List.of()
                : list.search(actor, text, limit).stream()
                        .map(ticket -> new Found.Hit(
                                "ticket.ticket",
                                ticket.name() + " " + words.of(Locale.ENGLISH).why(ticket.title()),
                                places.path(ticket.node()) + " · "
                                        + ticket.state().word(),
                                ticket.path()))
                        .toList();
    }

    private static List<Ticket> mine(Actor actor, TicketRows rows, People people) {
        PersonId person = actor.person();
        return person == null
                ? List.of()
                : rows.openFor(person, people.find(person).map(Person::team).orElse(null), WAITING_MAX);
    }
}
