package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.PermitDesk;
import dev.bastide.authority.HostId;
import dev.bastide.authority.Reason;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the terminal at the bastion's door offers, takes and finds waiting: asked of the desk itself. */
@OnTheFloor
class TerminalDeskTest {
    @Autowired
    Floor floor;

    @Autowired
    TerminalDesk desk;

    @Autowired
    Operations operations;

    @Autowired
    JdbcClient sql;

    @Test
    void offersOnProductionWhatMayBeUsedThereAndWhereToRehearse() {
        Someone operator = floor.freshOperator();

        PermitDesk.Offer offer = desk.offer(operator.actor(), floor.web);

        assertThat(offer.freeText()).isFalse();
        assertThat(offer.nothing()).isNull();
        assertThat(choice(offer, "restart-service").values()).containsExactly("unit: word");
        assertThat(choice(offer, "restart-service").hurdle()).isNull();
        Reason hurdle = choice(offer, "look").hurdle();
        if (hurdle != null) {
            assertThat(hurdle.key()).isEqualTo("change.terminal.rehearse");
            assertThat(hurdle.args()).contains("look v1").anyMatch(arg -> arg.startsWith("/tests/lab/"));
            assertThat(hurdle.remedyPath())
                    .startsWith("/operations/new?spec=look&host=%2Ftests%2Flab%2F")
                    .endsWith("&rehearse=1");
        }
        floor.looking();
        assertThat(choice(desk.offer(operator.actor(), floor.web), "look").hurdle())
                .isNull();
    }

    @Test
    void takesTypedStepsOffProductionOnly() {
        Someone operator = floor.freshOperator();
        PermitDesk.Wish typed = new PermitDesk.Wish("", Map.of(), List.of("uptime"), "", "1h", "the host is slow");

        assertThat(desk.offer(operator.actor(), floor.labHost).freeText()).isTrue();
        assertThat(desk.fileFromTerminal(operator.actor(), floor.labHost, "deploy", typed))
                .isInstanceOf(PermitDesk.Filed.Request.class);
        assertThat(desk.fileFromTerminal(operator.actor(), floor.web, "deploy", typed))
                .isEqualTo(
                        new PermitDesk.Filed.NotFiled(Reason.of("change.refused.free-text", "A48", "/specifications")));
    }

    @Test
    void filesTheChosenSpecificationAndFindsItWaitingForThatPersonHostAndAccountOnly() {
        Someone operator = floor.freshOperator();
        floor.rehearsed("terminal");
        assertThat(desk.pending(operator.actor(), floor.web, "deploy")).isEmpty();

        PermitDesk.Filed filed = file(operator, floor.web, "terminal");

        assertThat(filed).isInstanceOf(PermitDesk.Filed.Request.class);
        PermitDesk.Pending waiting =
                desk.pending(operator.actor(), floor.web, "deploy").orElseThrow();
        Operation asked = operations.ofSubject(waiting.subject()).orElseThrow();
        assertThat(waiting.name()).isEqualTo(asked.name());
        assertThat(waiting.path()).isEqualTo(asked.path());
        assertThat(asked.content().window().length()).isEqualTo(Duration.ofMinutes(45));
        assertThat(waiting.missing())
                .extracting(Reason::key)
                .containsExactly("approval.missing.people", "approval.missing.head");
        assertThat(desk.pending(operator.actor(), floor.web, "root")).isEmpty();
        assertThat(desk.pending(operator.actor(), floor.labHost, "deploy")).isEmpty();
        assertThat(desk.pending(floor.freshOperator().actor(), floor.web, "deploy"))
                .isEmpty();

        operations.cancel(operator.actor(), asked, "not needed");
        assertThat(desk.pending(operator.actor(), floor.web, "deploy")).isEmpty();
    }

    @Test
    void filesNothingThatWasNotRehearsedWithTheseValues() {
        Someone operator = floor.freshOperator();

        PermitDesk.Filed filed = file(operator, floor.web, "never-tried");

        assertThat(filed).isInstanceOf(PermitDesk.Filed.NotFiled.class);
        assertThat(((PermitDesk.Filed.NotFiled) filed).reason().key()).isEqualTo("change.refused.not-rehearsed");
        assertThat(desk.pending(operator.actor(), floor.web, "deploy")).isEmpty();
    }

    @Test
    void asksForTheTicketOfANetworkDevice() {
        Someone operator = floor.freshOperator();
        HostId device = new HostId(sql.sql("select id from asset.host where name = 'switch-01'")
                .query(java.util.UUID.class)
                .single());

        assertThat(desk.offer(operator.actor(), device).ticket()).isTrue();
        assertThat(desk.offer(operator.actor(), floor.web).ticket()).isFalse();
    }

    private PermitDesk.Filed file(Someone operator, HostId host, String unit) {
        PermitDesk.Wish wish = new PermitDesk.Wish(
                "restart-service", Map.of("unit", unit), List.of(), "", "45m", "the shop answers slowly");
        return desk.fileFromTerminal(operator.actor(), host, "deploy", wish);
    }

    private static PermitDesk.Choice choice(PermitDesk.Offer offer, String name) {
        return Objects.requireNonNull(offer.choices().stream()
                .filter(choice -> choice.name().equals(name))
                .findFirst()
                .orElse(null));
    }
}
