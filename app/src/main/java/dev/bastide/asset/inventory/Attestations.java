package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.asset.Assets;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.deadline.DeadlineKind;
import dev.bastide.deadline.Deadlines;
import dev.bastide.identity.RowMarks;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Four times a year each owner says that his assets are his and stand as they are described. What nobody attested in a
 * hundred days loses new grants on its node. Source: seed 000 s2.1 (A43).
 */
@Service
class Attestations {
    /** How often: no setting makes it rarer. */
    static final Duration QUARTER = Duration.ofDays(91);

    /** After so long an asset counts as not attested. */
    static final Duration LAPSES_AFTER = Duration.ofDays(100);

    static final DeadlineKind ATTEST = new DeadlineKind("asset.attest", false, "/assets/mine?owner=");

    private static final String TABLE = "asset.attestation";

    private final AssetRows rows;
    private final Assets assets;
    private final StoryRows stories;
    private final Deadlines deadlines;
    private final RowMarks marks;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;

    Attestations(
            AssetRows rows,
            Assets assets,
            StoryRows stories,
            Deadlines deadlines,
            RowMarks marks,
            JdbcClient jdbc,
            AuditLog audit,
            Clock clock) {
        this.rows = rows;
        this.assets = assets;
        this.stories = stories;
        this.deadlines = deadlines;
        this.marks = marks;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /** An asset and until when its owner attests it. */
    record Due(Asset asset, Instant by) {}

    /** What one person answers for, the most pressing first. */
    List<Due> of(PersonId owner) {
        return due(rows.ownedBy(owner.value()));
    }

    /** What nobody attested in a hundred days, the longest first. */
    List<Due> lapsed() {
        Instant now = clock.instant();
        return due(rows.living()).stream().filter(due -> hasLapsed(due, now)).toList();
    }

    /** The known assets of exactly this node that nobody attested in time. */
    List<Due> lapsedOn(NodeId node) {
        Instant now = clock.instant();
        return due(rows.on(new UUID[] {node.value()})).stream()
                .filter(due -> hasLapsed(due, now))
                .toList();
    }

    private static boolean hasLapsed(Due due, Instant now) {
        return due.by().plus(LAPSES_AFTER).minus(QUARTER).isBefore(now);
    }

    private List<Due> due(List<StoredAsset> owned) {
        List<StoredAsset> known =
                owned.stream().filter(row -> row.state() == Asset.State.KNOWN).toList();
        Map<UUID, Instant> last = last(known);
        List<Due> due = new ArrayList<>();
        for (StoredAsset row : known) {
            Instant since = Optional.ofNullable(last.get(row.id())).orElse(row.addedAt());
            due.add(new Due(assets.asset(row), since.plus(QUARTER)));
        }
        due.sort(Comparator.comparing(Due::by).thenComparing(one -> one.asset().path()));
        return due;
    }

    // Only what bears its mark, and only by who answers for it now: a new owner attests for himself.
    private Map<UUID, Instant> last(List<StoredAsset> known) {
        Map<UUID, UUID> owners = known.stream().collect(Collectors.toMap(StoredAsset::id, StoredAsset::owner));
        Map<UUID, Instant> last = new HashMap<>();
        jdbc.sql("""
                select id, asset_id, attested_by, attested_at, right_as_is, mark
                from asset.attestation where asset_id = any(?) order by attested_at
                """).param(owners.keySet().toArray(UUID[]::new)).query(row -> {
            UUID asset = row.getObject("asset_id", UUID.class);
            UUID by = row.getObject("attested_by", UUID.class);
            Instant at = row.getTimestamp("attested_at").toInstant();
            boolean right = row.getBoolean("right_as_is");
            UUID id = row.getObject("id", UUID.class);
            if (right
                    && by.equals(owners.get(asset))
                    && marks.isOurs(TABLE, id, row.getBytes("mark"), id, asset, by, at, right)) {
                last.put(asset, at);
            }
        });
        return last;
    }

    /** The owner says that these are his and as described. Throws {@link ActRefused} for one that is not his. */
    @Transactional
    public void attest(Actor actor, List<AssetId> which) {
        for (AssetId id : which) {
            write(actor, id, true, "");
        }
        remind(actor.requirePerson());
    }

    /** The owner says what is wrong with one; it stays unattested until it is mended. */
    @Transactional
    public void object(Actor actor, AssetId id, String what) {
        AssetCare.requireWhy(what);
        write(actor, id, false, what.strip());
    }

    private void write(Actor actor, AssetId id, boolean right, String note) {
        StoredAsset asset = rows.lock(id);
        UUID by = actor.requirePerson().value();
        if (!asset.owner().equals(by) || asset.state() != Asset.State.KNOWN) {
            throw new ActRefused(Reason.of("asset.refused.not-owner", "A43", "/assets/" + id, asset.name()));
        }
        UUID row = UUID.randomUUID();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        jdbc.sql("""
                insert into asset.attestation (id, asset_id, attested_by, attested_at, right_as_is, note, mark)
                values (?, ?, ?, ?, ?, ?, ?)
                """)
                .params(
                        row,
                        asset.id(),
                        by,
                        Timestamp.from(now),
                        right,
                        note,
                        marks.of(TABLE, row, asset.id(), by, now, right))
                .update();
        stories.tell(asset.id(), right ? "attested" : "wrong", note, by, now);
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.HOST,
                        "asset.attest",
                        "Asset " + assets.asset(asset).path()
                                + (right ? " attested by its owner" : " not attested by its owner: " + note),
                        Result.DONE)
                .object("asset", asset.id()));
    }

    /** Sets what each owner has to attest next into his inbox, a fortnight before. */
    @Transactional
    public void remindAll() {
        rows.living().stream()
                .filter(row -> row.state() == Asset.State.KNOWN)
                .map(row -> new PersonId(row.owner()))
                .distinct()
                .forEach(this::remind);
    }

    private void remind(PersonId owner) {
        List<Due> his = of(owner);
        String subject = owner.toString();
        if (his.isEmpty() || his.getFirst().by().isAfter(clock.instant().plus(Duration.ofDays(14)))) {
            deadlines.met(ATTEST, subject);
            return;
        }
        Due first = his.getFirst();
        boolean standing = deadlines
                .open(ATTEST, subject)
                .filter(open -> open.dueAt().equals(first.by()))
                .isPresent();
        if (!standing) {
            deadlines.set(ATTEST, subject, first.asset().name(), first.by(), List.of(Duration.ofDays(3)), owner);
        }
    }
}
