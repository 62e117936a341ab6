package dev.bastide.record.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.testing.TestPeople.Someone;
import java.sql.Timestamp;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A112: whoever writes to the database without the master key reviews nothing, draws nothing and ends nothing. */
@ReviewTest
class ReviewUnderAttackTest {
    @Autowired
    private AuditRoom room;

    @Autowired
    private Judging judging;

    @Autowired
    private Completing completing;

    @Autowired
    private Recount recount;

    @Autowired
    private StoredCampaigns campaigns;

    @Autowired
    private ReviewWatch watch;

    @Test
    void aForgedOrReplayedOpeningOpensNothing() {
        Campaign campaign = room.drawn(5);
        List<Item> all = room.items(campaign).stream()
                .filter(item -> room.otto.id().equals(item.person()))
                .toList();
        Item opened = all.getFirst();
        Item target = all.get(1);
        Someone reviewer = room.reviewer(target);
        room.open(room.reviewer(opened), opened);
        byte[] mark = room.sql
                .sql("select mark from record.review_opening where item = ?")
                .param(opened.id())
                .query(byte[].class)
                .single();

        room.sql
                .sql("""
                        insert into record.review_opening (id, assignment, item, reviewer, readable, at, mark)
                        values (gen_random_uuid(), ?, ?, ?, true, now() + interval '1 minute', ?)
                        """)
                .params(AuditRoom.given(target).id(), target.id(), reviewer.id().value(), mark)
                .update();

        AuditRoom.assertRefused(
                "not-opened", () -> judging.judge(reviewer.actor(), campaign.id(), target.ordinal(), room.inOrder()));
        assertThatThrownBy(() -> room.sql
                        .sql("""
                                insert into record.review_opening (id, assignment, item, reviewer, readable, at, mark)
                                values (gen_random_uuid(), ?, ?, ?, true, ?, ?)
                                """)
                        .params(
                                AuditRoom.given(target).id(),
                                target.id(),
                                reviewer.id().value(),
                                Timestamp.from(AuditRoom.given(target).at().minusSeconds(60)),
                                mark)
                        .update())
                .hasMessageContaining("before it was assigned");
    }

    @Test
    void aForgedVerdictOrEndCountsForNothing() {
        Campaign campaign = room.drawn(3);
        Item item = room.ottos(campaign);
        Someone reviewer = room.reviewer(item);
        room.open(reviewer, item);
        UUID opening =
                room.item(campaign, item.ordinal()).opening().orElseThrow().id();
        room.sql
                .sql("""
                        insert into record.review_verdict (id, opening, assignment, item, reviewer, verdict, note, checklist,
                            answers, at, mark)
                        values (gen_random_uuid(), ?, ?, ?, ?, 'in-order', '', 0, array['yes', 'yes', 'yes', 'yes'],
                            now() + interval '1 minute', sha256('x'))
                        """)
                .params(
                        opening,
                        AuditRoom.given(item).id(),
                        item.id(),
                        reviewer.id().value())
                .update();

        assertThat(room.item(campaign, item.ordinal()).verdict()).isNull();
        AuditRoom.assertRefused("missing", () -> completing.complete(room.anna.actor(), campaign.id()));
    }

    @Test
    void foreignRowsStandInNobodysWay() {
        Campaign campaign = room.drawn(3);
        Item item = room.ottos(campaign);
        Someone reviewer = room.reviewer(item);
        room.open(reviewer, item);
        UUID opening =
                room.item(campaign, item.ordinal()).opening().orElseThrow().id();
        room.sql.sql("""
                        insert into record.review_verdict (id, opening, assignment, item, reviewer, verdict, note, checklist,
                            answers, at, mark)
                        select gen_random_uuid(), o.id, o.assignment, o.item, o.reviewer, 'in-order', '', 0,
                            array['yes', 'yes', 'yes', 'yes'], now() + interval '1 minute', decode(repeat('00', 32), 'hex')
                        from record.review_opening o where o.id = ?
                        """).param(opening).update();
        room.sql.sql("""
                        insert into record.review_assignment (id, number, item, reviewer, why, at, mark)
                        overriding system value
                        select gen_random_uuid(), n, ?, ?, 'x', now(), decode(repeat('00', 32), 'hex')
                        from unnest(array[9223372036854775807, 1]) as n
                        """).params(item.id(), room.other(item).id().value()).update();
        try {
            judging.judge(reviewer.actor(), campaign.id(), item.ordinal(), room.inOrder());
            judging.judge(reviewer.actor(), campaign.id(), item.ordinal(), room.inOrder());

            assertThat(room.item(campaign, item.ordinal()).verdicts())
                    .hasSize(2)
                    .extracting(Item.Verdict::corrects)
                    .first()
                    .isNull();
            assertThatThrownBy(() -> room.sql.sql("""
                                    insert into record.review_verdict (id, opening, assignment, item, reviewer, verdict, note,
                                        checklist, answers, at, mark)
                                    select gen_random_uuid(), o.id, o.assignment, o.item, o.reviewer, 'in-order', '', 0,
                                        array['yes', 'yes', 'yes', 'yes'], now() + interval '1 minute', sha256('x')
                                    from record.review_opening o where o.id = ?
                                    """).param(opening).update())
                    .as("the order still holds for whoever passes over nothing")
                    .hasMessageContaining("somebody else's by now");
        } finally {
            for (String table : List.of("review_verdict", "review_assignment")) {
                room.past(
                        table,
                        "delete from record." + table + " where item = ? and mark = decode(repeat('00', 32), 'hex')",
                        item.id());
            }
        }
    }

    @Test
    void aForeignEndEndsNothingAndStandsInNobodysWay() {
        Campaign campaign = room.drawn(3);
        room.items(campaign).forEach(room::judge);
        String forged = """
                insert into record.review_completion (campaign, completed_by, at, items, findings, summary, mark)
                values (?, ?, now() + interval '1 minute', ?, 0, 'all is well', sha256('x'))
                """;
        int items = room.items(campaign).size();
        room.sql.sql(forged).params(campaign.id(), room.mia.id().value(), items).update();

        Campaign seen = campaigns.find(campaign.id()).orElseThrow();
        assertThat(seen.completion()).isNull();
        assertThat(seen.foreign()).isTrue();
        watch.look();
        assertThat(room.sql
                        .sql("select count(*) from alarm.alarm where kind = 'record.review-changed' and object = ?")
                        .param(Handing.object(campaign.id()))
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        room.judge(room.item(campaign, 1));
        completing.complete(room.anna.actor(), campaign.id());

        assertThat(campaigns.find(campaign.id()).orElseThrow().completion())
                .isNotNull()
                .extracting(Campaign.Completion::by)
                .isEqualTo(room.anna.id());
        assertThatThrownBy(() -> room.sql
                        .sql(forged)
                        .params(campaign.id(), room.mia.id().value(), items)
                        .update())
                .hasMessageContaining("this campaign is completed");
        AuditRoom.assertRefused("completed", () -> completing.complete(room.anna.actor(), campaign.id()));
    }

    @Test
    void aSecretChosenAfterwardsDrawsNothing() {
        Campaign campaign = room.announced();
        assertThatThrownBy(() ->
                        room.owner.sql("""
                                insert into record.review_draw (campaign, drawn_at, due_at, secret, origin, root, checkpoint,
                                    announced_log, announced_index, logs, firsts, pasts, listed, population, confidence,
                                    tolerable, size, items, items_hash, mark)
                                values (?, now() + interval '1 hour', now() + interval '2 hours', ?, 'o', 'r', 'c', 1, 0,
                                    '{1}', '{0}', '{5}', '{}', 5, 95, 5, 5, 5, sha256('x'), sha256('x'))
                                """).params(campaign.id(), new byte[32]).update())
                .hasMessageContaining("not the secret that was announced");
        room.past(
                "review_campaign",
                "update record.review_campaign set commitment = sha256(?) where id = ?",
                new byte[32],
                campaign.id());
        try {
            assertThat(campaigns.find(campaign.id())).isEmpty();
        } finally {
            room.past(
                    "review_campaign",
                    "update record.review_campaign set commitment = decode(?, 'hex') where id = ?",
                    campaign.commitment(),
                    campaign.id());
        }
    }

    @Test
    void aSampleChangedBehindTheProgramIsSeenAndCannotBeCompleted() {
        Campaign campaign = room.drawn(3);
        room.items(campaign).forEach(room::judge);
        Item item = room.item(campaign, 1);
        UUID other = UUID.randomUUID();
        room.past("review_item", "update record.review_item set object = ? where id = ?", other, item.id());
        try {
            AuditRoom.assertRefused("changed", () -> completing.complete(room.anna.actor(), campaign.id()));
            assertThat(recount.recount(room.anna.actor(), campaign)).anyMatch(check -> !check.holds());
        } finally {
            room.past("review_item", "update record.review_item set object = ? where id = ?", item.object(), item.id());
        }
        completing.complete(room.anna.actor(), campaign.id());
    }

    @Test
    void verdictsAndItemsStayAndNothingIsAddedByAnybody() {
        Campaign campaign = room.drawn(3);
        Item item = room.ottos(campaign);
        room.judge(item);

        for (JdbcClient role : List.of(room.sql, room.owner)) {
            for (String table : List.of("review_verdict", "review_item", "review_draw", "review_opening")) {
                assertThatThrownBy(() -> role.sql("delete from record." + table).update())
                        .isInstanceOf(DataAccessException.class);
                assertThatThrownBy(() -> role.sql("update record." + table + " set mark = sha256('x')")
                                .update())
                        .isInstanceOf(DataAccessException.class);
            }
            assertThatThrownBy(() -> role.sql("""
                                    insert into record.review_item (id, campaign, ordinal, origin, kind, object, risks, who,
                                        what, at, mark)
                                    select gen_random_uuid(), campaign, 1 + max(ordinal) over (), 'risk', 'session',
                                        gen_random_uuid(), array['x'], 'x', 'x', now(), sha256('x')
                                    from record.review_item where campaign = ? limit 1
                                    """).param(campaign.id()).update())
                    .hasMessageContaining("an item comes with its draw");
        }
    }
}
