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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
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
        PermitDesk.Wish typed =
                new PermitDesk.Wish("", Map.of(), List.of("uptime"), List.of(), "", "1h", "the host is slow");

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
    void tellsWhatBecameOfWhatWasWaitedFor() {
        Someone operator = floor.freshOperator();
        floor.rehearsed("fate");
        PermitDesk.Filed.Request filed = (PermitDesk.Filed.Request) file(operator, floor.web, "fate");
        UUID subject = filed.subject();
        Operation asked = operations.ofSubject(subject).orElseThrow();
        assertThat(desk.stillWaiting(Set.of(subject, UUID.randomUUID()))).containsExactly(subject);
        assertThat(fate(operator, subject))
                .isInstanceOfSatisfying(
                        PermitDesk.Fate.Waits.class,
                        waits -> assertThat(waits.now().name()).isEqualTo(asked.name()));

        operations.edit(operator.actor(), asked, lasting(asked, "2h"));

        assertThat(desk.stillWaiting(Set.of(subject))).isEmpty();
        UUID edited = ((PermitDesk.Fate.Waits) fate(operator, subject)).now().subject();
        assertThat(edited).isNotEqualTo(subject);
        assertThat(desk.stillWaiting(Set.of(edited))).containsExactly(edited);
        assertThat(why(desk.fate(operator.actor(), floor.web, "root", edited)))
                .isEqualTo(Reason.of("change.terminal.edited-away", "A47", asked.path(), asked.name()));

        operations.cancel(operator.actor(), asked, "not\nneeded");

        assertThat(desk.stillWaiting(Set.of(edited))).isEmpty();
        assertThat(why(fate(operator, subject)).key()).isEqualTo("change.terminal.cancelled");
        assertThat(why(fate(operator, edited)).args()).startsWith(asked.name()).endsWith("not ⏎ needed");
    }

    @Test
    void tellsThatNobodyDecidedInTime() {
        Someone operator = floor.freshOperator();
        floor.rehearsed("late");
        UUID subject = ((PermitDesk.Filed.Request) file(operator, floor.web, "late")).subject();
        sql.sql("update change.operation set lapses_at = asked_at where revision_id = ?")
                .param(subject)
                .update();

        assertThat(desk.stillWaiting(Set.of(subject))).isEmpty();
        assertThat(why(fate(operator, subject)).key()).isEqualTo("change.terminal.lapsed");
    }

    @Test
    void judgesEachAnswerBesideItsQuestion() {
        Someone operator = floor.freshOperator();
        floor.rehearsed("judged");
        PermitDesk.Wish chosen = new PermitDesk.Wish("restart-service", Map.of(), List.of(), List.of(), "", "", "");
        PermitDesk.Wish valued = chosen.valued(Map.of("unit", "judged"));

        assertThat(fault(operator, chosen)).isEmpty();
        assertThat(fault(operator, chosen.valued(Map.of("unit", "-x; reboot")))).hasValueSatisfying(fault -> {
            assertThat(fault.retype()).isTrue();
            assertThat(fault.why().key()).isEqualTo("change.bad.value");
        });
        assertThat(fault(operator, chosen.valued(Map.of("unit", "never-judged"))))
                .hasValueSatisfying(fault -> {
                    assertThat(fault.retype()).isFalse();
                    assertThat(fault.why().key()).isEqualTo("change.refused.not-rehearsed");
                });
        assertThat(fault(operator, valued)).isEmpty();
        for (String wrong : List.of("soon", "0m", "73h", "2020-01-01T10:00", "2h Mars/Phobos", "99999999999h")) {
            assertThat(fault(operator, valued.lasting(wrong))).hasValueSatisfying(fault -> {
                assertThat(fault.retype()).as(wrong).isTrue();
                assertThat(fault.why().key()).as(wrong).isEqualTo("change.terminal.window");
            });
        }
        assertThat(fault(operator, valued.lasting("45m"))).isEmpty();
        assertThat(fault(operator, valued.lasting("45m").because("x".repeat(2_001))))
                .hasValueSatisfying(fault -> assertThat(fault.why().key()).isEqualTo("change.bad.reason"));
        assertThat(desk.pending(operator.actor(), floor.web, "deploy"))
                .as("nothing is filed by asking")
                .isEmpty();
    }

    private HostId device() {
        return new HostId(sql.sql("select id from asset.host where name = 'switch-01'")
                .query(UUID.class)
                .single());
    }

    private PermitDesk.Fate fate(Someone operator, UUID subject) {
        return desk.fate(operator.actor(), floor.web, "deploy", subject);
    }

    private static Reason why(PermitDesk.Fate fate) {
        return ((PermitDesk.Fate.Over) fate).why();
    }

    private Optional<PermitDesk.Fault> fault(Someone operator, PermitDesk.Wish so) {
        return desk.fault(operator.actor(), floor.web, "deploy", so);
    }

    private static OperationRequest lasting(Operation asked, String window) {
        return TerminalDesk.request(
                asked.content().targets().getFirst().path(),
                "deploy",
                new PermitDesk.Wish(
                        "restart-service", Map.of("unit", "fate"), List.of(), List.of(), "", window, "more time"));
    }

    @Test
    void asksForTheTicketOfANetworkDevice() {
        Someone operator = floor.freshOperator();
        HostId device = device();

        assertThat(desk.offer(operator.actor(), device).ticket()).isTrue();
        assertThat(desk.offer(operator.actor(), floor.web).ticket()).isFalse();
    }

    private PermitDesk.Filed file(Someone operator, HostId host, String unit) {
        PermitDesk.Wish wish = new PermitDesk.Wish(
                "restart-service", Map.of("unit", unit), List.of(), List.of(), "", "45m", "the shop answers slowly");
        return desk.fileFromTerminal(operator.actor(), host, "deploy", wish);
    }

    private static PermitDesk.Choice choice(PermitDesk.Offer offer, String name) {
        return Objects.requireNonNull(offer.choices().stream()
                .filter(choice -> choice.name().equals(name))
                .findFirst()
                .orElse(null));
    }
}
