package dev.bastide.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.StoredRecord;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.bastion.Conversation;
import dev.bastide.bastion.Openings;
import dev.bastide.bastion.Session;
import dev.bastide.bastion.Sessions;
import dev.bastide.bastion.door.Bastion;
import dev.bastide.bastion.recorder.Spectator;
import dev.bastide.change.engine.State;
import dev.bastide.identity.SshKeys;
import dev.bastide.testing.DoorClient;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople.Someone;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A115: one search by the name of an operation tells its whole story, on a real host, and nothing of any other. */
@OnTheFloor
class StoryInTheRecordTest {
    private static final Actor READER = Actor.machine("test", AccessMethod.LOCAL);

    @TempDir
    Path folder;

    @Autowired
    Floor floor;

    @Autowired
    Operations operations;

    @Autowired
    Running running;

    @Autowired
    Closing closing;

    @Autowired
    Sessions sessions;

    @Autowired
    Openings openings;

    @Autowired
    AuditSearch search;

    @Autowired
    SshKeys keys;

    @Autowired
    Bastion bastion;

    @LocalServerPort
    int port;

    @Test
    void holdsFromTheRequestToTheReplayInOrder() throws Exception {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.looking());
        Operation other = operations.request(floor.freshOperator().actor(), floor.free("lab-01", "uptime"));
        floor.approved(asked);
        floor.approved(other);

        Session session = workWatched(operator);
        openings.opened(floor.auditor.actor(), session, "replay");
        closing.finish(operator.actor(), operations.find(asked.id()).orElseThrow(), "all is well");

        List<AuditRecord> story = story(asked);
        assertThat(story)
                .extracting(AuditRecord::operation)
                .containsExactly(
                        "operation.request",
                        "approval.vote",
                        "approval.vote",
                        "permit.issue",
                        "operation.approve",
                        "bastion.login",
                        "session.open",
                        "session.watch",
                        "session.end",
                        "session.end",
                        "recording.open",
                        "operation.finish",
                        "permit.end");
        assertThat(story)
                .filteredOn(told -> told.operation().startsWith("session.")
                        || told.operation().startsWith("recording."))
                .allSatisfy(told ->
                        assertThat(told.sessionId()).isEqualTo(session.id().toString()));
        assertThat(story.get(9).content())
                .startsWith("Session on /shop/web/real-01 as " + floor.sshd.account() + " is over: Ended by Test "
                        + operator.login() + ": seen enough, ")
                .doesNotContain("bastion.");
        String page = floor.browser(floor.auditor, port)
                .get("/record?sort=time&change=" + asked.name())
                .body();
        assertThat(page).containsSubsequence("operation.request", "bastion.login", "recording.open", "permit.end");
    }

    @Test
    void bitesNothingOfAnotherOperationIsInIt() {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.free("lab-01", "uptime"));
        Operation other = operations.request(operator.actor(), floor.free("lab-01", "uptime"));
        floor.approved(asked);
        floor.approved(other);

        assertThat(story(asked))
                .doesNotContainAnyElementsOf(story(other))
                .allSatisfy(told -> assertThat(told.changeId()).isEqualTo(asked.name()));
        assertThat(story(other)).hasSameSizeAs(story(asked)).hasSize(5);
    }

    @Test
    void holdsARunTellsItsStepsUnderTheSameName() throws Exception {
        Someone operator = floor.freshOperator();
        Operation asked = operations.request(operator.actor(), floor.looking());
        running.start(operator.actor(), floor.approved(asked));
        Eventually.holds(
                "the end of the run",
                Duration.ofSeconds(30),
                () -> operations.find(asked.id()).orElseThrow().state() == State.DONE
                        && story(asked).stream()
                                        .filter(told -> told.operation().equals("session.end"))
                                        .count()
                                == 2);

        List<String> told = story(asked).stream().map(AuditRecord::operation).toList();
        assertThat(told)
                .containsSubsequence("operation.run", "session.open", "run.step", "session.open", "run.step", "run.end")
                .filteredOn(operation -> operation.equals("run.step"))
                .hasSize(2);
    }

    /** Works at a terminal while an approver looks on, and is ended from the console. */
    private Session workWatched(Someone operator) throws Exception {
        Path key = DoorClient.keyPair(folder, operator.login());
        keys.add(
                operator.actor(),
                operator.id(),
                Files.readString(Path.of(key + ".pub")).strip());
        DoorClient door = new DoorClient(folder, bastion.port().orElseThrow(), bastion.publicKeys());
        Process ssh = door.ssh(key, operator.login() + "%real-01", floor.code(operator), List.of("-tt"))
                .start();
        try {
            Conversation talk = new Conversation(ssh);
            talk.say("echo looked");
            talk.hears("looked");
            Session live = sessions.ofPerson(operator.id(), 1).getFirst();
            try (Spectator spectator =
                    openings.watch(floor.approver.actor(), live).orElseThrow()) {
                assertThat(spectator.from()).isPositive();
            }
            sessions.end(operator.actor(), live.id(), "seen enough");
            assertThat(ssh.waitFor(10, TimeUnit.SECONDS)).isTrue();
            Eventually.holds(
                    "the end of the session",
                    Duration.ofSeconds(10),
                    () -> !sessions.find(live.id()).orElseThrow().live());
            return sessions.find(live.id()).orElseThrow();
        } finally {
            ssh.destroy();
        }
    }

    /** What the record holds under the name of an operation, as it happened. */
    private List<AuditRecord> story(Operation operation) {
        AuditQuery query = AuditQuery.of(Map.of("change", operation.name()));
        return search.search(READER, query, AuditSearch.Order.OLDEST, null, 100).records().stream()
                .map(StoredRecord::entry)
                .toList();
    }
}
