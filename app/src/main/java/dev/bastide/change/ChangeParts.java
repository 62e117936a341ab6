package dev.bastide.change;

import dev.bastide.asset.Sight;
import dev.bastide.page.Found;
import dev.bastide.page.NavEntry;
import dev.bastide.page.NavGroup;
import dev.bastide.page.Waiting;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What operations put into the frame: the left bar, the inbox, search. */
@Configuration(proxyBeanMethods = false)
class ChangeParts {
    private static final int FIRST = 10;

    @Bean
    NavEntry operationsNav() {
        return NavEntry.of(
                        NavGroup.OPERATE, "change.nav.operations", "terminal-2", "/operations", "operation.read", FIRST)
                .letter("o");
    }

    @Bean
    NavEntry specificationsNav() {
        return NavEntry.of(
                NavGroup.OPERATE, "change.nav.specifications", "book", "/specifications", "spec.read", FIRST + 30);
    }

    @Bean
    NavEntry reviewsNav(Reviews reviews) {
        return NavEntry.of(NavGroup.OPERATE, "change.nav.reviews", "eye", "/reviews", "operation.read", FIRST + 35)
                .waiting(actor -> reviews.waitingFor(actor).size());
    }

    @Bean
    Waiting reviewsWaiting(Reviews reviews) {
        return actor -> reviews.waitingFor(actor).stream()
                .map(review -> new Waiting.Item(
                        "change.review",
                        "change.review.waiting",
                        List.of(review.operationName(), review.reason()),
                        review.path(),
                        review.openedAt(),
                        review.dueAt()))
                .toList();
    }

    @Bean
    Found operationsFound(OperationLines lines, Sight sight) {
        return (text, actor, limit) ->
                lines.search(text, actor, sight.nodes(actor, Operations.READ, null), limit).stream()
                        .map(line -> new Found.Hit("change.operation", line.name(), line.reason(), line.path()))
                        .toList();
    }
}
