package dev.bastide.alarm.roster;

import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.Waiting;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The roster's place in the frame, and the offers that wait for an answer. */
@Configuration(proxyBeanMethods = false)
class RosterSettings {
    @Bean
    NavEntry rosterNav() {
        return NavEntry.of(NavGroup.WATCH, "alarm.roster.nav", "calendar", "/roster", "alarm.view", 20);
    }

    @Bean
    Waiting handoversWaiting(RosterBook book) {
        return actor -> actor.person() == null
                ? List.of()
                : book.offeredTo(actor.person()).stream()
                        .flatMap(shift -> Stream.ofNullable(shift.offered())
                                .map(offer -> new Waiting.Item(
                                        "alarm.roster.nav",
                                        "alarm.handover.waiting",
                                        List.of(book.path(shift.node())),
                                        "/roster/" + shift.node(),
                                        offer.at(),
                                        shift.to())))
                        .toList();
    }
}
