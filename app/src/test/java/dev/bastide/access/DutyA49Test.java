package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.approval.ApprovalId;
import dev.bastide.approval.Ballot;
import dev.bastide.approval.ContentHash;
import dev.bastide.approval.Standing;
import dev.bastide.authority.Decision;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Browser.Answer;
import dev.bastide.testing.TestPeople.Someone;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A49: nothing happens before two or more others have evaluated and approved exactly this content. */
@CompanyTest
class DutyA49Test {
    @Autowired
    private Company company;

    @LocalServerPort
    private int port;

    @Test
    void holdsOnceTwoOthersOneOfThemTheHeadSaidYes() {
        Company.Trial trial = company.trial(company.operator());

        company.yes(company.paul, trial.approval());
        assertThat(standing(trial)).isInstanceOf(Standing.Waiting.class);
        company.yes(company.hana, trial.approval());

        assertThat(standing(trial)).isInstanceOf(Standing.Approved.class);
    }

    @Test
    void holdsInTheConsoleWithAFreshFactorForWhatWasShown() {
        Company.Trial trial = company.trial(company.operator());
        Someone approver = company.people.with("approver");
        company.grant(approver, "approver", company.shop);
        String path = "/approvals/" + trial.approval();
        Browser browser = company.browser(approver, port);
        String[] yes = {"verdict", "yes", "evaluation", "looked at it closely", "hash", trial.hash()};

        assertThat(browser.post(path, yes).status())
                .as("not shown in this session")
                .isEqualTo(403);
        assertThat(browser.get(path).body()).contains(trial.hash().substring(0, 12));
        Answer seen = browser.post(path, yes);

        assertThat(seen.location()).as(seen.body()).isEqualTo(path);
        assertThat(browser.get(path).body()).contains("looked at it closely");
        company.clock.advance(Duration.ofMinutes(6));
        Company.Trial later = company.trial(trial.executor());
        browser.get("/approvals/" + later.approval());
        yes[5] = later.hash();
        assertThat(browser.post("/approvals/" + later.approval(), yes).status())
                .as("the factor is older than five minutes")
                .isEqualTo(403);
    }

    @Test
    void bitesRequesterAndExecutor() {
        Company.Trial trial = company.trial(company.operator());

        assertThat(Company.key(company.yes(trial.executor(), trial.approval())))
                .isEqualTo("approval.refused.requester");
        Someone wanting = company.people.with("operator");
        GrantAsk ask = new GrantAsk(
                company.petra.id(), "viewer", company.shop, Duration.ofDays(9), "asked for by a colleague");
        ApprovalId forPetra = company.grants.request(wanting.actor(), ask).approval();
        assertThat(Company.key(company.yes(company.petra, forPetra))).isEqualTo("approval.refused.executor");
    }

    @Test
    void bitesTwoLoginsOfOnePerson() {
        Company.Trial trial = company.trial(company.operator());
        company.sql
                .sql("insert into identity.login (name, person, main, created_at) values (?, ?, false, now())")
                .params(
                        "second-" + company.paul.login()
                                + trial.subject().toString().substring(0, 8),
                        company.paul.id().value())
                .update();

        company.yes(company.paul, trial.approval());
        Decision again = company.yes(company.paul, trial.approval());

        assertThat(Company.key(again)).isEqualTo("approval.refused.voted");
        assertThat(standing(trial)).isInstanceOf(Standing.Waiting.class);
    }

    @Test
    void bitesAVoteOnAnotherContentThanShownAndAReplay() {
        Company.Trial trial = company.trial(company.operator());
        Ballot stale = ballot(company.paul, "0".repeat(64));
        assertThat(Company.key(company.approvals.vote(company.paul.actor(), trial.approval(), stale)))
                .isEqualTo("approval.refused.content");

        Ballot vote = ballot(company.petra, trial.hash());
        assertThat(company.approvals
                        .vote(company.petra.actor(), trial.approval(), vote)
                        .isPermitted())
                .isTrue();
        Company.Trial other = company.trial(company.operator());
        Ballot replay = new Ballot(vote.verdict(), vote.evaluation(), vote.code(), other.hash());

        assertThat(Company.key(company.approvals.vote(company.petra.actor(), other.approval(), replay)))
                .isEqualTo("identity.factor.wrong");
    }

    @Test
    void bitesAfterAnEdit() {
        Company.Trial trial = company.trial(company.operator());
        company.approve(trial.approval());

        company.transaction.executeWithoutResult(status -> company.approvals.voided(trial.subject()));

        assertThat(standing(trial)).isInstanceOf(Standing.Voided.class);
        assertThat(company.approvals.standing(trial.approval(), ContentHash.of(List.of("edited"))))
                .isInstanceOf(Standing.Voided.class);
    }

    @Test
    void bitesAnApprovalInTheSameInstantAsAnEdit() throws Exception {
        for (int round = 0; round < 8; round++) {
            Company.Trial trial = company.trial(company.operator());
            company.yes(company.paul, trial.approval());
            Ballot last = ballot(company.hana, trial.hash());
            CountDownLatch start = new CountDownLatch(1);
            try (ExecutorService both = Executors.newFixedThreadPool(2)) {
                Future<Decision> vote = both.submit(() -> {
                    start.await();
                    return company.approvals.vote(company.hana.actor(), trial.approval(), last);
                });
                Future<ApprovalId> edit = both.submit(() -> {
                    start.await();
                    return company.ask(trial.executor(), trial.subject(), ContentHash.of(List.of("edited")));
                });
                start.countDown();
                vote.get();
                ApprovalId anew = edit.get();

                assertThat(standing(trial)).as("round " + round).isInstanceOf(Standing.Voided.class);
                assertThat(company.approvals.standing(anew, ContentHash.of(List.of("edited"))))
                        .isInstanceOf(Standing.Waiting.class);
            }
        }
    }

    @Test
    void bitesOnceAnApproverHasLostTheRight() {
        Someone approver = company.people.with("approver");
        GrantId grant = company.grant(approver, "approver", company.shop);
        Company.Trial trial = company.trial(company.operator());
        company.yes(approver, trial.approval());
        company.yes(company.hana, trial.approval());
        assertThat(standing(trial).holds()).isTrue();

        company.grants.end(approver.actor(), grant, "leaves the team");

        assertThat(standing(trial)).isInstanceOf(Standing.Voided.class);
    }

    @Test
    void bitesOnceAYesIsTakenBack() {
        Company.Trial trial = company.trial(company.operator());
        company.approve(trial.approval());

        company.approvals.takeBack(company.paul.actor(), trial.approval(), "I had overlooked something");

        assertThat(standing(trial)).isInstanceOf(Standing.Voided.class);
    }

    @Test
    void bitesAtTheDatabaseAsItsOwner() {
        Company.Trial trial = company.trial(company.operator());
        company.yes(company.hana, trial.approval());

        assertThatThrownBy(() -> approveRow(trial)).hasStackTraceContaining("approved needs two distinct people");
        assertThatThrownBy(() -> insertVote(trial, trial.executor())).hasStackTraceContaining("do not decide");
        assertThatThrownBy(() -> insertVote(trial, company.hana)).hasStackTraceContaining("one person decides once");
        assertThatThrownBy(() -> company.owner
                        .sql("delete from approval.vote where approval = ?")
                        .param(trial.approval().value())
                        .update())
                .hasStackTraceContaining("votes are written once");
        assertThatThrownBy(() -> company.owner
                        .sql("update approval.vote set verdict = 'no' where approval = ?")
                        .param(trial.approval().value())
                        .update())
                .hasStackTraceContaining("votes are written once");
        assertThatThrownBy(() -> company.owner
                        .sql("update approval.approval set content_hash = ? where id = ?")
                        .params("0".repeat(64), trial.approval().value())
                        .update())
                .hasStackTraceContaining("what was asked for never changes");
        assertThatThrownBy(() -> permitRow(trial)).hasStackTraceContaining("no approval by two others");
    }

    @Test
    void bitesAtUseWhenVotesWereRemovedByTheOwner() {
        Company.Trial trial = company.trial(company.operator());
        company.approve(trial.approval());
        Instant now = company.clock.instant();
        company.permit(trial, now, now.plus(Duration.ofHours(1)));
        assertThat(company.mayOpenWeb(trial.executor()).isPermitted()).isTrue();

        company.owner
                .sql("alter table approval.vote disable trigger vote_is_written_once")
                .update();
        try {
            company.owner
                    .sql("delete from approval.vote where approval = ? and voter = ?")
                    .params(trial.approval().value(), company.paul.id().value())
                    .update();
        } finally {
            company.owner
                    .sql("alter table approval.vote enable trigger vote_is_written_once")
                    .update();
        }

        assertThat(Company.key(company.mayOpenWeb(trial.executor()))).isEqualTo("access.refused.approval-void");
    }

    @Test
    void bitesAtTheApi() {
        Company.Trial trial = company.trial(company.operator());
        Browser executor = company.api(trial.executor(), port);
        String path = "/api/v1/approvals/" + trial.approval() + "/votes";

        Answer own = executor.json("POST", path, vote(trial, company.code(trial.executor())));
        assertThat(own.status()).as(own.body()).isEqualTo(403);
        assertThat(own.headers()).containsEntry("x-bastide-exit", "3");
        Browser petra = company.api(company.petra, port);
        Answer tokenAlone = petra.json("POST", path, vote(trial, ""));
        assertThat(tokenAlone.status()).as(tokenAlone.body()).isEqualTo(403);
        assertThat(tokenAlone.body()).contains("A second factor is needed");
        Answer wrong = petra.json("POST", path, vote(trial, "000000"));
        assertThat(wrong.status()).as(wrong.body()).isEqualTo(403);
        Answer good = petra.json("POST", path, vote(trial, company.code(company.petra)));
        assertThat(good.status()).as(good.body()).isEqualTo(200);
        assertThat(good.body()).contains("\"state\":\"waiting\"").contains("1 more person has to approve");
    }

    private static String vote(Company.Trial trial, String code) {
        return """
                {"verdict": "yes", "evaluation": "looked at it closely", "code": "%s", "content_hash": "%s"}""".formatted(code, trial.hash());
    }

    private Ballot ballot(Someone person, String hash) {
        return new Ballot(Ballot.Verdict.YES, "looked at it closely", company.code(person), hash);
    }

    private Standing standing(Company.Trial trial) {
        return company.approvals.standing(trial.approval(), trial.hash());
    }

    private void approveRow(Company.Trial trial) {
        company.owner
                .sql("update approval.approval set state = 'approved', decided_at = now() where id = ?")
                .param(trial.approval().value())
                .update();
    }

    private void insertVote(Company.Trial trial, Someone voter) {
        company.owner
                .sql("""
                        insert into approval.vote (approval, voter, verdict, evaluation, shown_hash, as_head, factor,
                            session, voted_at)
                        values (?, ?, 'yes', 'forged by the owner', ?, true, 'code', null, now())
                        """)
                .params(trial.approval().value(), voter.id().value(), trial.hash())
                .update();
    }

    private void permitRow(Company.Trial trial) {
        company.owner
                .sql("""
                        insert into access.permit (id, kind, subject, executor, assignment, from_at, to_at, steps,
                            content_hash, approval, issued_at)
                        values (?, 'operation', ?, ?, ?, now(), now() + interval '1 hour', '{}', ?, ?, now())
                        """)
                .params(
                        UUID.randomUUID(),
                        trial.subject(),
                        trial.executor().id().value(),
                        company.assignment(trial.executor()),
                        trial.hash(),
                        trial.approval().value())
                .update();
    }
}
