package dev.bastide.asset.inventory;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.asset.Discovery;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.deadline.DeadlineKind;
import dev.bastide.deadline.Deadlines;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What nobody answers for rings, and whoever answers for its range has a day to decide. Many found by one look are one
 * alarm on their node: a thousand alarms would tell nobody anything. Source: seed 000 s2.1 (A39, A40), seed 004 s2 (B02).
 */
@Component
class Unclaimed {
    static final DeadlineKind DECIDE = new DeadlineKind("asset.decide", true, "/assets/");

    private static final AlarmKind ALARM = new AlarmKind("asset.unclaimed-alarm", AlarmLevel.HIGH);
    private static final NoticeKind TOLD = NoticeKind.security("asset.unclaimed-found");
    private static final int ONE_BY_ONE_MAX = 20;
    private static final String LIST = "/assets?state=unclaimed";

    private final AssetRows assets;
    private final Alarms alarms;
    private final Deadlines deadlines;
    private final Notifications notifications;

    Unclaimed(AssetRows assets, Alarms alarms, Deadlines deadlines, Notifications notifications) {
        this.assets = assets;
        this.alarms = alarms;
        this.deadlines = deadlines;
        this.notifications = notifications;
    }

    /** Raises the alarms, sets the deadlines and tells the owners of the ranges. */
    void tell(Discovery look, List<AssetId> found) {
        if (found.isEmpty()) {
            return;
        }
        Collection<StoredAsset> rows =
                assets.all(found.stream().map(AssetId::value).toList()).values();
        for (StoredAsset row : rows) {
            deadlines.set(
                    DECIDE,
                    row.id().toString(),
                    row.name(),
                    Objects.requireNonNull(row.decideBy()),
                    List.of(Duration.ofHours(4)),
                    new PersonId(row.owner()));
        }
        Map<UUID, List<StoredAsset>> byNode = rows.stream().collect(Collectors.groupingBy(StoredAsset::node));
        byNode.forEach((node, there) -> {
            if (there.size() <= ONE_BY_ONE_MAX) {
                there.forEach(row -> alarms.raise(new Happening(
                        ALARM,
                        new NodeId(node),
                        object(row),
                        Reason.of("asset.unclaimed.found", "A40", "/assets/" + row.id(), row.name(), look.source()),
                        "asset")));
            } else {
                alarms.raise(new Happening(
                        ALARM,
                        new NodeId(node),
                        "unclaimed",
                        Reason.of("asset.unclaimed.many", "A40", LIST, Integer.toString(there.size()), look.source()),
                        "asset"));
            }
        });
        rows.stream()
                .collect(Collectors.groupingBy(StoredAsset::owner))
                .forEach((owner, his) -> notifications.tell(new Notice(
                        TOLD,
                        List.of(new PersonId(owner)),
                        "asset.unclaimed.yours",
                        List.of(Integer.toString(his.size()), his.getFirst().name(), look.source()),
                        his.size() == 1 ? "/assets/" + his.getFirst().id() : LIST)));
    }

    /** Somebody decided, or it was found to be another. */
    void decided(StoredAsset row, String told) {
        deadlines.met(DECIDE, row.id().toString());
        alarms.clear(ALARM, new NodeId(row.node()), object(row), told);
        boolean last = assets.on(new UUID[] {row.node()}).stream()
                .noneMatch(other -> other.state() == dev.bastide.asset.Asset.State.UNCLAIMED
                        && !other.id().equals(row.id()));
        if (last) {
            alarms.clear(ALARM, new NodeId(row.node()), "unclaimed", told);
        }
    }

    private static String object(StoredAsset row) {
        return "asset:" + row.id();
    }
}
