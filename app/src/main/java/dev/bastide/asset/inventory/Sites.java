package dev.bastide.asset.inventory;

import dev.bastide.alarm.AlarmKind;
import dev.bastide.alarm.AlarmLevel;
import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.asset.Assets;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Networks;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.page.BadInput;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Sites, their ranges, and how far each is covered: at least one range, a complete look within a week, and at least 95 of
 * 100 recorded machines seen. What falls short is red, and rings. Source: seed 000 s2.1 (A41).
 */
@Service
class Sites {
    /** How old the last complete look may be. */
    static final Duration LOOK_WITHIN = Duration.ofDays(7);

    /** Of a hundred recorded machines so many are seen. */
    static final int COVERAGE_PERCENT = 95;

    private static final AlarmKind ALARM = new AlarmKind("asset.coverage-alarm", AlarmLevel.MEDIUM);

    private final SiteRows rows;
    private final Landing landing;
    private final Alarms alarms;
    private final Authority may;
    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;

    Sites(SiteRows rows, Landing landing, Alarms alarms, Authority may, JdbcClient jdbc, AuditLog audit, Clock clock) {
        this.rows = rows;
        this.landing = landing;
        this.alarms = alarms;
        this.may = may;
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * How a site stands.
     *
     * @param ranges how many ranges it has
     * @param lastLook when the last complete look ended
     * @param recorded how many machines the book has there
     * @param seen how many of them were seen within a week
     */
    record Coverage(
            SiteRows.Site site, int ranges, @Nullable Instant lastLook, int recorded, int seen) {
        int percent() {
            return recorded == 0 ? 100 : (int) (100L * seen / recorded);
        }

        boolean holds(Instant now) {
            return ranges > 0
                    && lastLook != null
                    && !lastLook.isBefore(now.minus(LOOK_WITHIN))
                    && 100L * seen >= (long) COVERAGE_PERCENT * recorded;
        }
    }

    List<Coverage> coverage() {
        return rows.sites().stream().map(this::coverage).toList();
    }

    private Coverage coverage(SiteRows.Site site) {
        Timestamp since = Timestamp.from(clock.instant().minus(LOOK_WITHIN));
        return jdbc.sql("""
                select (select max(ended_at) from asset.discovery_run r where r.site_id = :site and r.complete) as looked,
                    count(*) filter (where a.state = 'known') as recorded,
                    count(*) filter (where a.state = 'known' and a.last_seen >= :since) as seen
                from asset.asset a
                where a.site_id = :site and a.kind in ('host', 'network_device')
                """)
                .param("site", site.id())
                .param("since", since)
                .query((row, number) -> new Coverage(
                        site,
                        rows.ranges(site.id()).size(),
                        Optional.ofNullable(row.getTimestamp("looked"))
                                .map(Timestamp::toInstant)
                                .orElse(null),
                        row.getInt("recorded"),
                        row.getInt("seen")))
                .single();
    }

    List<SiteRows.Range> ranges(UUID site) {
        return rows.ranges(site);
    }

    /** Adds a site. Throws {@link BadInput} for a name that is taken. */
    @Transactional
    public UUID add(Actor actor, String name, NodeId node, PersonId owner, @Nullable String customer) {
        may.may(actor, Assets.EDIT, node).orThrow();
        requireHere(owner);
        String plain = name.strip();
        if (plain.isEmpty() || plain.length() > 120 || plain.codePoints().anyMatch(Character::isISOControl)) {
            throw BadInput.in("name", "asset.bad.asset-name");
        }
        if (rows.byName(plain).isPresent()) {
            throw BadInput.in("name", "asset.bad.site-taken", plain);
        }
        UUID id = UUID.randomUUID();
        rows.add(
                new SiteRows.Site(
                        id, plain, node, owner, customer == null || customer.isBlank() ? null : customer.strip()),
                actor.person() == null ? null : actor.person().value(),
                clock.instant());
        say(actor, id, "Site " + plain + " added");
        return id;
    }

    /** Adds a range to a site. Throws {@link BadInput} for what is no network, or one that the site has. */
    @Transactional
    public void addRange(Actor actor, UUID site, String network, NodeId node, PersonId owner) {
        SiteRows.Site where = rows.site(site).orElseThrow(() -> BadInput.in("site", "asset.bad.site"));
        may.may(actor, Assets.EDIT, where.node()).orThrow();
        may.may(actor, Assets.EDIT, node).orThrow();
        requireHere(owner);
        String plain = network.strip();
        try {
            Networks.of(List.of(plain));
            rows.add(
                    new SiteRows.Range(UUID.randomUUID(), site, canonical(plain), node, owner),
                    actor.person() == null ? null : actor.person().value(),
                    clock.instant());
        } catch (IllegalArgumentException | DataIntegrityViolationException e) {
            throw BadInput.in("network", "asset.bad.network", plain);
        }
        say(actor, site, "Range " + plain + " added to the site " + where.name());
    }

    // As the database writes it back, for the mark binds the text.
    private String canonical(String network) {
        return jdbc.sql("select network(cast(? as inet))::cidr::text as network")
                .param(network)
                .query((row, number) -> row.getString("network"))
                .single();
    }

    /** Raises what is not covered, clears what is again. */
    @Transactional
    public void watch() {
        Instant now = clock.instant();
        for (Coverage site : coverage()) {
            String object = "site:" + site.site().id();
            if (site.holds(now)) {
                alarms.clear(ALARM, site.site().node(), object, "asset.coverage.again");
            } else {
                alarms.raise(new Happening(
                        ALARM,
                        site.site().node(),
                        object,
                        Reason.of(
                                "asset.coverage.short",
                                "A41",
                                "/assets/sites",
                                site.site().name(),
                                Integer.toString(site.percent()),
                                Integer.toString(site.ranges())),
                        "asset"));
            }
        }
    }

    private void requireHere(PersonId owner) {
        if (!landing.isHere(owner)) {
            throw BadInput.in("owner", "asset.bad.owner");
        }
    }

    private void say(Actor actor, UUID site, String what) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.HOST, "asset.edit", what, Result.DONE)
                .object("site", site));
    }
}
