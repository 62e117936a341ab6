package dev.bastide.record;

import dev.bastide.audit.AuditFindings;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditQuery;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.AuditSearch;
import dev.bastide.audit.Result;
import dev.bastide.audit.StoredRecord;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.job.Jobs;
import dev.bastide.notification.Notice;
import dev.bastide.notification.NoticeKind;
import dev.bastide.notification.Notifications;
import dev.bastide.page.NoSuch;
import dev.bastide.vault.Vault;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Searches that take longer than a page may. They go on where they were when the program stops, belong to who asked alone, and
 * are forgotten after a week; what they look for and what they found is sealed. The asking and the end are records.
 */
@Service
class LongSearches {
    /** So much is found at most; whoever needs more narrows the search or takes an export. */
    static final int FOUND_MAX = 1_000;

    private static final String JOB = "record.long-search";
    private static final String PATH = "/record/searches/";
    private static final int RUNNING_MAX = 2;
    private static final int CONTENT_CHARACTERS_MAX = 300;
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration TURN = Duration.ofSeconds(20);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final NoticeKind DONE = new NoticeKind("record.search-done", false);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final JdbcClient jdbc;
    private final AuditSearch search;
    private final Vault vault;
    private final Notifications notifications;
    private final AuditLog audit;
    private final TransactionTemplate transaction;
    private final Clock clock;

    LongSearches(
            JdbcClient jdbc,
            AuditSearch search,
            Vault vault,
            Notifications notifications,
            AuditLog audit,
            Jobs jobs,
            PlatformTransactionManager transactions,
            Clock clock) {
        this.jdbc = jdbc;
        this.search = search;
        this.vault = vault;
        this.notifications = notifications;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
        this.clock = clock;
        jobs.every(JOB, BEAT, this::beat);
    }

    /** How far a search is. */
    enum State {
        RUNNING,
        DONE,
        CANCELLED,
        FAILED,
        EXPIRED
    }

    /** One record that was found, as the page lists it. */
    record Hit(String id, String time, String result, String operation, String user, String address, String content) {
        static Hit of(StoredRecord stored) {
            AuditRecord entry = stored.entry();
            String content = entry.content();
            return new Hit(
                    stored.id().toString(),
                    entry.time().toString(),
                    RecordWords.word(entry.result()),
                    entry.operation(),
                    entry.userId(),
                    entry.ipAddress(),
                    content.length() <= CONTENT_CHARACTERS_MAX
                            ? content
                            : content.substring(0, CONTENT_CHARACTERS_MAX) + "…");
        }
    }

    /** A search as it stands. */
    record Standing(
            UUID id,
            PersonId person,
            Map<String, String> query,
            State state,
            Optional<Long> place,
            int percent,
            long scanned,
            long unreadable,
            List<Hit> hits,
            Instant askedAt) {
        Standing {
            query = Map.copyOf(query);
            hits = List.copyOf(hits);
        }
    }

    /** Begins one for an actor. Throws {@link ActRefused} where two of his run already. */
    @Transactional
    public UUID ask(Actor actor, Map<String, String> query) {
        PersonId person = actor.requirePerson();
        long running = jdbc.sql("select count(*) from record.long_search where person_id = :id and state = 'running'")
                .param("id", person.value())
                .query(Long.class)
                .single();
        if (running >= RUNNING_MAX) {
            throw new ActRefused(Reason.of("record.long.too-many", "A114", "/record"));
        }
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into record.long_search (id, person_id, query_sealed, state, asked_at)
                values (:id, :person, :query, 'running', :now)
                """)
                .param("id", id)
                .param("person", person.value())
                .param("query", vault.seal(JSON.writeValueAsBytes(query), context(id, "query")))
                .param("now", utc(clock.instant()))
                .update();
        String content =
                "Began a long search of the record for " + AuditQuery.of(query).told() + ".";
        told(actor, id, content, Result.DONE);
        return id;
    }

    /** The search of this number, if it is this person's. Throws {@link NoSuch}. */
    Standing of(Actor actor, UUID id) {
        return find(id).filter(found -> found.person().equals(actor.person()))
                .orElseThrow(() -> new NoSuch("record.long", id.toString()));
    }

    /** Records that what was found was looked at. */
    @Transactional
    public Standing open(Actor actor, UUID id) {
        Standing found = of(actor, id);
        if (found.state() != State.RUNNING) {
            told(actor, id, "Opened the result of a long search.", Result.DONE);
        }
        return found;
    }

    /** Stops it; what was found so far is kept. */
    @Transactional
    public void cancel(Actor actor, UUID id) {
        of(actor, id);
        if (end(id, State.CANCELLED)) {
            told(actor, id, "Cancelled a long search.", Result.DONE);
        }
    }

    /** Goes on with what runs, each in turn, and forgets what is old. */
    void beat() {
        List<UUID> running = jdbc.sql("select id from record.long_search where state = 'running' order by asked_at")
                .query((row, number) -> row.getObject(1, UUID.class))
                .list();
        for (UUID id : running) {
            turn(id);
        }
        jdbc.sql("""
                update record.long_search
                set state = 'expired', result_sealed = null
                where state not in ('running', 'expired') and ended_at < :before
                """).param("before", utc(clock.instant().minus(KEPT))).update();
    }

    private void turn(UUID id) {
        long began = System.nanoTime();
        try {
            while (System.nanoTime() - began < TURN.toNanos() && step(id)) {
                // Each step is saved: a restart goes on behind the last one.
            }
        } catch (RuntimeException e) {
            transaction.executeWithoutResult(status -> {
                if (end(id, State.FAILED)) {
                    told(Jobs.actor(JOB), id, "A long search failed: " + e.getMessage(), Result.FAILED);
                }
            });
        }
    }

    /** Looks on for some seconds. False where it is over, or was stopped. */
    private boolean step(UUID id) {
        Standing before = find(id).filter(one -> one.state() == State.RUNNING).orElse(null);
        if (before == null) {
            return false;
        }
        AuditQuery query = AuditQuery.of(before.query());
        Long place = before.place().orElse(null);
        AuditFindings found =
                search.part(query, place, FOUND_MAX - before.hits().size());
        List<Hit> hits = new ArrayList<>(before.hits());
        found.records().forEach(record -> hits.add(Hit.of(record)));
        boolean over = found.next() == null || hits.size() >= FOUND_MAX;
        return Boolean.TRUE.equals(transaction.execute(status -> {
            if (!save(before, found, hits, over ? 100 : percent(query, before, found))) {
                return false;
            }
            if (over && end(id, State.DONE)) {
                finished(before, hits.size(), before.scanned() + found.scanned());
            }
            return !over;
        }));
    }

    private boolean save(Standing before, AuditFindings found, List<Hit> hits, int percent) {
        return jdbc.sql("""
                        update record.long_search
                        set place = :place, percent = :percent, scanned = scanned + :scanned,
                            unreadable = unreadable + :unreadable, found = :found, result_sealed = :result
                        where id = :id and state = 'running'
                        """)
                        .param("place", found.next())
                        .param("percent", percent)
                        .param("scanned", found.scanned())
                        .param("unreadable", found.unreadable())
                        .param("found", hits.size())
                        .param("result", vault.seal(JSON.writeValueAsBytes(hits), context(before.id(), "result")))
                        .param("id", before.id())
                        .update()
                == 1;
    }

    private void finished(Standing search, int found, long scanned) {
        String content = "A long search ended: " + found + " found, " + scanned + " looked at.";
        told(Jobs.actor(JOB), search.id(), content, Result.DONE);
        notifications.tell(new Notice(
                DONE,
                List.of(search.person()),
                "record.long.notice",
                List.of(Integer.toString(found)),
                PATH + search.id()));
    }

    /** By time, between the end of what is asked for and its beginning; without a beginning it only creeps on. */
    private static int percent(AuditQuery query, Standing before, AuditFindings found) {
        Instant from = query.from();
        Instant until = query.until();
        Instant reached = found.reached();
        if (from == null || until == null || reached == null || !until.isAfter(from)) {
            return Math.min(95, before.percent() + 1);
        }
        double gone = (double) Duration.between(reached, until).toMillis()
                / Duration.between(from, until).toMillis();
        return Math.clamp(Math.round(100 * gone), before.percent(), 99);
    }

    private boolean end(UUID id, State state) {
        return jdbc.sql("""
                        update record.long_search
                        set state = :state, ended_at = :now
                        where id = :id and state = 'running'
                        """)
                        .param("state", RecordWords.word(state))
                        .param("now", utc(clock.instant()))
                        .param("id", id)
                        .update()
                == 1;
    }

    private Optional<Standing> find(UUID id) {
        return jdbc.sql("""
                select person_id, query_sealed, state, place, percent, scanned, unreadable, result_sealed, asked_at
                from record.long_search
                where id = :id
                """)
                .param("id", id)
                .query((row, number) -> {
                    long place = row.getLong("place");
                    Optional<Long> at = row.wasNull() ? Optional.empty() : Optional.of(place);
                    byte[] result = row.getBytes("result_sealed");
                    return new Standing(
                            id,
                            new PersonId(row.getObject("person_id", UUID.class)),
                            JSON.readValue(
                                    vault.open(row.getBytes("query_sealed"), context(id, "query")),
                                    new TypeReference<Map<String, String>>() {}),
                            State.valueOf(row.getString("state").toUpperCase(java.util.Locale.ROOT)),
                            at,
                            row.getInt("percent"),
                            row.getLong("scanned"),
                            row.getLong("unreadable"),
                            result == null
                                    ? List.of()
                                    : JSON.readValue(
                                            vault.open(result, context(id, "result")),
                                            new TypeReference<List<Hit>>() {}),
                            row.getObject("asked_at", OffsetDateTime.class).toInstant());
                })
                .optional();
    }

    private static String context(UUID id, String what) {
        return "record.long-search:" + id + ":" + what;
    }

    private void told(Actor actor, UUID id, String content, Result result) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.search", content, result)
                .object("search", id));
    }

    private static OffsetDateTime utc(Instant instant) {
        return OffsetDateTime.ofInstant(instant, ZoneOffset.UTC);
    }
}
