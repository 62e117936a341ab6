package dev.bastide.record.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.page.BadInput;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** A112: reviews are regular without anybody's memory. */
@ReviewTest
class ReviewWatchTest {
    @Autowired
    private AuditRoom room;

    @Autowired
    private ReviewWatch watch;

    @Autowired
    private StoredCampaigns campaigns;

    @Autowired
    private Settling settling;

    @Autowired
    private Completing completing;

    @Test
    void aCampaignIsAnnouncedAndDrawnWhenItsMonthIsOver() {
        Campaign waiting = announced();
        assertThat(waiting.until()).isAfter(room.clock.instant());

        watch.look();
        assertThat(find(waiting).draw()).isNull();
        room.clock.setTo(waiting.until().plusSeconds(1));
        room.act(3);
        room.settle();
        watch.look();

        Campaign.Draw draw = Objects.requireNonNull(find(waiting).draw());
        assertThat(draw.population()).isPositive();
        Campaign next = announced();
        assertThat(next.id()).isNotEqualTo(waiting.id());
        assertThat(next.from()).isEqualTo(waiting.until());
    }

    @Test
    void anOverdueCampaignIsAnAlarmUntilItIsCompleted() {
        Campaign campaign = room.drawn(2);
        room.clock.setTo(Objects.requireNonNull(campaign.draw()).due().plusSeconds(1));
        room.act(1);
        room.settle();

        watch.look();

        assertThat(alarms("record.review-overdue", campaign)).isEqualTo(1);
        room.clock.reset();
        watch.look();
        assertThat(alarms("record.review-overdue", campaign)).isEqualTo(1);
        room.clock.setTo(Objects.requireNonNull(campaign.draw()).due().plusSeconds(2));
        room.items(campaign).forEach(room::judge);
        completing.complete(room.anna.actor(), campaign.id());
        assertThat(alarms("record.review-overdue", campaign)).isZero();
    }

    @Test
    void oneThatCannotBeDrawnHoldsUpNoOther() {
        Campaign first = room.announced();
        Campaign broken = room.announced();
        byte[] sealed = campaigns.sealed(broken.id());
        room.past("review_campaign", "update record.review_campaign set sealed = '' where id = ?", broken.id());
        try {
            room.act(60);
            room.settle();

            assertThatThrownBy(watch::drawDue).isInstanceOf(RuntimeException.class);

            assertThat(find(first).draw()).isNotNull();
            assertThat(find(broken).draw()).isNull();
        } finally {
            room.past(
                    "review_campaign",
                    "update record.review_campaign set sealed = ? where id = ?",
                    sealed,
                    broken.id());
        }
        watch.drawDue();
        assertThat(find(broken).draw()).isNotNull();
    }

    @Test
    void aClockSetBackStopsNoCampaign() {
        Campaign waiting = announced();
        room.clock.setTo(waiting.until().plus(Duration.ofDays(2)));
        room.act(1);
        room.settle();
        room.clock.reset();

        watch.look();

        assertThat(alarms("record.review-overdue", waiting)).isEqualTo(1);
        room.clock.setTo(waiting.until().plus(Duration.ofDays(2)));
        watch.look();
        assertThat(find(waiting).draw()).isNotNull();
    }

    @Test
    void noSettingMakesReviewsRare() {
        for (Terms terms : List.of(
                new Terms(4, 14, 95, 5), new Terms(1, 31, 95, 5), new Terms(1, 14, 94, 5), new Terms(1, 14, 95, 6))) {
            assertThatThrownBy(() -> settling.set(room.anna.actor(), terms)).isInstanceOf(BadInput.class);
            assertThatThrownBy(() -> room.owner
                            .sql("""
                                    insert into record.review_terms (id, months, days, confidence, tolerable, set_by, set_at,
                                        mark)
                                    values (gen_random_uuid(), ?, ?, ?, ?, ?, now(), sha256('x'))
                                    """)
                            .params(
                                    terms.months(),
                                    terms.days(),
                                    terms.confidence(),
                                    terms.tolerable(),
                                    room.anna.id().value())
                            .update())
                    .hasMessageContaining("check");
        }
        assertThatThrownBy(
                        () -> room.owner.sql("""
                                insert into record.review_checklist (id, questions, set_by, set_at, mark)
                                values (gen_random_uuid(), array['a', 'b', 'c', 'd'], ?, now(), sha256('x'))
                                """).param(room.anna.id().value()).update())
                .hasMessageContaining("check");
    }

    @Test
    void aForeignRowSetsNothing() {
        room.sql.sql("""
                        insert into record.review_terms (id, months, days, confidence, tolerable, set_by, set_at, mark)
                        values (gen_random_uuid(), 3, 30, 95, 5, ?, now(), sha256('x'))
                        """).param(room.anna.id().value()).update();
        settling.set(room.anna.actor(), new Terms(1, 7, 99, 5));
        try {
            Campaign campaign = room.drawn(2);

            assertThat(Duration.between(
                            Objects.requireNonNull(campaign.draw()).drawn(),
                            campaign.draw().due()))
                    .isEqualTo(Duration.ofDays(7));
            assertThat(campaign.draw().confidence()).isEqualTo(99);
        } finally {
            settling.set(room.anna.actor(), Terms.STANDARD);
        }
    }

    @Test
    void whoGoesOnLeaveIsReplacedByTheLook() {
        Campaign campaign = room.drawn(12);
        Item item = room.items(campaign).stream()
                .filter(one -> room.otto.id().equals(one.person()) && one.isFor(room.bert.id()))
                .findFirst()
                .orElseThrow();
        UUID leave = room.people.leave(room.bert.id());
        try {
            watch.look();

            assertThat(room.reviewer(room.item(campaign, item.ordinal()))).isEqualTo(room.anna);
        } finally {
            room.sql.sql("delete from identity.leave where id = ?").param(leave).update();
        }
    }

    @Test
    void whereNobodyMayReviewAnAlarmSaysSo() {
        UUID anna = room.people.leave(room.anna.id());
        UUID bert = room.people.leave(room.bert.id());
        try {
            Campaign campaign = room.drawn(3);
            assertThat(room.items(campaign))
                    .filteredOn(item -> room.otto.id().equals(item.person()))
                    .allMatch(item -> item.assignment() == null);
            assertThat(alarms("record.review-nobody", campaign)).isEqualTo(1);
            room.sql
                    .sql("delete from identity.leave where id in (?, ?)")
                    .params(anna, bert)
                    .update();

            watch.look();

            assertThat(room.items(campaign)).noneMatch(item -> item.assignment() == null);
            assertThat(alarms("record.review-nobody", campaign)).isZero();
        } finally {
            room.sql
                    .sql("delete from identity.leave where id in (?, ?)")
                    .params(anna, bert)
                    .update();
        }
    }

    /** The regular one that waits for its time. */
    private Campaign announced() {
        room.act(1);
        room.settle();
        watch.look();
        Instant now = room.clock.instant();
        return campaigns.all().stream()
                .filter(campaign -> campaign.openedBy() == null
                        && campaign.draw() == null
                        && campaign.until().isAfter(now))
                .findFirst()
                .orElseThrow();
    }

    private Campaign find(Campaign campaign) {
        return campaigns.find(campaign.id()).orElseThrow();
    }

    private int alarms(String kind, Campaign campaign) {
        return room.sql
                .sql("select count(*) from alarm.alarm where kind = ? and object = ? and not closed")
                .params(kind, Handing.object(campaign.id()))
                .query(Integer.class)
                .single();
    }
}
