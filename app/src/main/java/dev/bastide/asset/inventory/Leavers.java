package dev.bastide.asset.inventory;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.PersonDisabled;
import dev.bastide.job.Jobs;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.springframework.modulith.events.ApplicationModuleListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Whose owner left passes to the head of its node until somebody else is named, and he is told. Where there is no head
 * either, it stays without an owner, which quarantines it. Source: seed 000 s2.1 (A39).
 */
@Service
class Leavers {
    private static final NoticeKind PASSED = new NoticeKind("asset.passed", false);

    private final AssetRows rows;
    private final Landing landing;
    private final StoryRows stories;
    private final Notifications notifications;
    private final AuditLog audit;
    private final Clock clock;

    Leavers(
            AssetRows rows,
            Landing landing,
            StoryRows stories,
            Notifications notifications,
            AuditLog audit,
            Clock clock) {
        this.rows = rows;
        this.landing = landing;
        this.stories = stories;
        this.notifications = notifications;
        this.audit = audit;
        this.clock = clock;
    }

    @ApplicationModuleListener
    void on(PersonDisabled left) {
        rows.ownedBy(left.person().value()).forEach(this::pass);
    }

    /** The same for whoever left while nobody listened. */
    @Transactional
    public void passOn() {
        rows.living().forEach(this::pass);
    }

    private void pass(StoredAsset row) {
        if (landing.isHere(new PersonId(row.owner()))) {
            return;
        }
        PersonId head = landing.headOf(new NodeId(row.node()));
        if (!landing.isHere(head)) {
            return;
        }
        java.time.Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        rows.change(rows.lock(new dev.bastide.authority.AssetId(row.id())).ownedBy(head.value()), now);
        stories.tell(row.id(), "passed", "to " + head, null, now);
        notifications.tell(
                new Notice(PASSED, List.of(head), "asset.passed.to-you", List.of(row.name()), "/assets/" + row.id()));
        audit.append(AuditRecord.of(
                        now,
                        Jobs.actor("asset.leavers"),
                        Tag.HOST,
                        "asset.edit",
                        "Asset " + row.name() + " passed to the head of its node: its owner left",
                        Result.DONE)
                .object("asset", row.id()));
    }
}
