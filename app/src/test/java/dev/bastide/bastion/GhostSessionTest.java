package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.PermitDesk;
import dev.bastide.approval.ApprovalId;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.session.LiveSessions;
import dev.bastide.bastion.session.Opening;
import dev.bastide.bastion.session.SessionDesk;
import dev.bastide.bastion.ssh.Exit;
import dev.bastide.bastion.ssh.LiveSession;
import dev.bastide.bastion.ssh.Tap;
import dev.bastide.testing.Eventually;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** No session stands open for somebody who has gone, and one that no host has answered yet can be ended like any other. */
@OnStage
class GhostSessionTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @Autowired
    Stage stage;

    @Autowired
    StageDesk desk;

    @Autowired
    SessionDesk opener;

    @Autowired
    LiveSessions live;

    @Autowired
    Sessions sessions;

    @AfterEach
    void asBefore() {
        desk.waiting.set(null);
        desk.meanwhile.set(null);
    }

    @Test
    void nothingOpensForWhoLeftBeforeHeSatDown() throws Exception {
        Stage.Person anna = stage.operator();
        UUID subject = UUID.randomUUID();
        Reason head = Reason.of("approval.missing.head", "B19", "/approvals", "Hilda");
        desk.waiting.set(new PermitDesk.Pending(subject, "OP-000007", "/operations/OP-000007", List.of(head)));
        CompletableFuture<Process> client = new CompletableFuture<>();
        CompletableFuture<Boolean> left = new CompletableFuture<>();
        desk.meanwhile.set(_ -> {
            try {
                client.get(20, TimeUnit.SECONDS).destroyForcibly();
                Eventually.holds("he is gone", Duration.ofSeconds(20), () -> gone(anna));
                left.complete(true);
            } catch (Exception e) {
                left.completeExceptionally(e);
            }
        });
        client.complete(stage.ssh(anna, "web-01", stage.code(anna), List.of("-tt"), "echo ghost")
                .start());
        assertThat(left).succeedsWithin(Duration.ofSeconds(40));

        ApprovalId approval = stage.ask(subject, anna.id());
        stage.vote(approval);
        stage.issue(subject, approval, anna, Duration.ofMinutes(30), List.of());

        // Who comes back is let in at once; by then whatever waited has been called.
        desk.waiting.set(null);
        assertThat(stage.ssh(anna, "web-01", stage.code(anna), List.of(), "echo back")
                        .run()
                        .out())
                .isEqualTo("back\n");
        Eventually.holds(
                "nothing stands open",
                SOON,
                () -> sessions.ofPerson(anna.id(), 5).stream().noneMatch(Session::live));
        assertThat(sessions.ofPerson(anna.id(), 5))
                .as("opened for nobody but who came back")
                .hasSize(1);
    }

    @Test
    void itIsEndedBeforeTheHostHasAnswered() throws Exception {
        Stage.Person anna = stage.operator();
        Opening opening = opening(anna);
        Tap tap = opener.open(opening, null);

        sessions.end(stage.actor(stage.sec, AccessMethod.CONSOLE), new SessionId(opening.id()), "nobody is there");

        Session over = stage.over(anna, SOON);
        assertThat(over.endWhy()).isEqualTo("bastion.end.by-person");
        assertThat(over.recording()).isEqualTo(Session.RecordingState.WHOLE);
        assertThat(live.find(opening.id())).isEmpty();

        Late host = new Late(opening.id());
        tap.started(host);
        tap.ended(new Exit.Cut("once more"));
        assertThat(host.ended).as("a host that answers after all is let go").hasValue(1);
        assertThat(sessions.find(new SessionId(opening.id())).orElseThrow().state())
                .isEqualTo(Session.State.ENDED);
    }

    @Test
    void itClosesByItselfWhereNoHostEverAnswers() throws Exception {
        Stage.Person anna = stage.operator();
        Opening opening = opening(anna);
        var _ = opener.open(opening, null);

        opener.beat();
        assertThat(live.find(opening.id())).as("a host may take its time").isPresent();
        stage.clock.advance(SessionDesk.START_MAX.plusSeconds(10));
        opener.beat();

        Session over = stage.over(anna, SOON);
        assertThat(over.endWhy()).isEqualTo("bastion.end.not-started");
        assertThat(over.recording()).isEqualTo(Session.RecordingState.WHOLE);
        assertThat(live.find(opening.id())).isEmpty();
    }

    private boolean gone(Stage.Person anna) {
        return stage.sql
                .sql("select exists (select 1 from bastion.connection where person = ? and left_at is not null)")
                .param(anna.id().value())
                .query(Boolean.class)
                .single();
    }

    /** A session that was allowed over a connection of hers, and that no host has answered. */
    private Opening opening(Stage.Person anna) throws Exception {
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "true").run().ok();
        stage.over(anna, SOON);
        UUID connection = stage.sql
                .sql("select id from bastion.connection where person = ? order by entered_at desc limit 1")
                .param(anna.id().value())
                .query(UUID.class)
                .single();
        return new Opening(
                UUID.randomUUID(),
                connection,
                stage.actor(anna, AccessMethod.SSH),
                anna.id(),
                anna.login(),
                "Test " + anna.login(),
                stage.labHost,
                "/company/tests/lab/lab-01",
                stage.lab,
                stage.labSshd.account(),
                false,
                null,
                "role operator",
                SessionKind.EXEC,
                "echo ghost",
                stage.clock.instant().plus(Duration.ofHours(1)));
    }

    /** A host that answers when all is over. */
    private static final class Late implements LiveSession {
        final AtomicInteger ended = new AtomicInteger();
        private final UUID id;

        Late(UUID id) {
            this.id = id;
        }

        @Override
        public UUID id() {
            return id;
        }

        @Override
        public Instant notAfter() {
            return Instant.MAX;
        }

        @Override
        public void prolong(Instant until) {
            // It is over.
        }

        @Override
        public void end(String text) {
            ended.incrementAndGet();
        }

        @Override
        public long inputBytes() {
            return 0;
        }

        @Override
        public long outputBytes() {
            return 0;
        }
    }
}
