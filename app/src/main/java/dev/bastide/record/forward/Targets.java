package dev.bastide.record.forward;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.LogFeed;
import dev.bastide.audit.LogFeed.Mark;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.RowMarks;
import dev.bastide.page.NoSuch;
import dev.bastide.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps where records go, secrets only sealed. One person asks for a target and another agrees; a row that somebody wrote or
 * turned past the program is as if it were not there.
 */
@Service
class Targets {
    private static final String TABLE = "record.forward_target";
    private static final String PAGE = "/record/forward";

    private final JdbcClient jdbc;
    private final Vault vault;
    private final RowMarks marks;
    private final AuditLog audit;
    private final LogFeed feed;
    private final Clock clock;

    Targets(JdbcClient jdbc, Vault vault, RowMarks marks, AuditLog audit, LogFeed feed, Clock clock) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.marks = marks;
        this.audit = audit;
        this.feed = feed;
        this.clock = clock;
    }

    /** All that were not removed, by name. */
    List<Target> all() {
        return jdbc.sql("""
                select id, name, kind, address, authority, secret_sealed, minutes_max, asked_by, confirmed_by, state, mark
                from record.forward_target
                where state <> 'removed'
                order by name
                """).query((row, number) -> read(row)).list().stream()
                .flatMap(Optional::stream)
                .toList();
    }

    /** One of them. Throws {@link NoSuch}. */
    Target get(UUID id) {
        return all().stream()
                .filter(target -> target.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new NoSuch("record.forward.target", id.toString()));
    }

    /** Asks for a target; nothing goes there before another person agrees. It begins now, or with the first record. */
    @Transactional
    public void ask(Actor actor, Target target, boolean whole) {
        byte[] sealed =
                target.secret().isNone() ? null : vault.seal(target.secret().bytes(), context(target));
        jdbc.sql("""
                insert into record.forward_target (id, name, kind, address, authority, secret_sealed, key_id, minutes_max,
                    asked_by, confirmed_by, state, asked_at, mark)
                values (:id, :name, :kind, :address, :authority, :secret, :key, :minutes, :by, null, 'asked', :now, :mark)
                """)
                .param("id", target.id())
                .param("name", target.name())
                .param("kind", word(target.kind()))
                .param("address", target.address())
                .param("authority", target.authority())
                .param("secret", sealed)
                .param("key", target.secret().keyId())
                .param("minutes", target.lagMax().toMinutes())
                .param("by", target.askedBy().value())
                .param("now", now())
                .param("mark", marks.of(TABLE, deciding(target, sealed)))
                .update();
        Mark begin = whole ? new Mark(1, 0) : feed.end();
        jdbc.sql("insert into record.forward_cursor (target_id, log, index, well_at) values (:id, :log, :index, :now)")
                .param("id", target.id())
                .param("log", begin.log())
                .param("index", begin.index())
                .param("now", now())
                .update();
        told(actor, target, "Asked to forward " + (whole ? "the whole record" : "new records") + " to " + said(target));
    }

    /** Agrees. Throws {@link ActRefused} where it is the one who asked. */
    @Transactional
    public void confirm(Actor actor, UUID id) {
        Target target = get(id);
        PersonId by = actor.requirePerson();
        if (target.askedBy().equals(by)) {
            throw new ActRefused(Reason.of("record.forward.own", "A111", PAGE));
        }
        if (target.state() == Target.State.ASKED) {
            write(target.confirmed(by));
            touch(id);
            told(actor, target, "Agreed to forward records to " + said(target));
        }
    }

    /** Stops for a while: nothing is lost by it. */
    @Transactional
    public void pause(Actor actor, UUID id) {
        change(actor, get(id), Target.State.RUNNING, Target.State.PAUSED, "Paused forwarding records to ");
    }

    /** Goes on where it stopped. */
    @Transactional
    public void resume(Actor actor, UUID id) {
        change(actor, get(id), Target.State.PAUSED, Target.State.RUNNING, "Resumed forwarding records to ");
        touch(id);
    }

    /** Ends it for good. */
    @Transactional
    public void remove(Actor actor, UUID id) {
        Target target = get(id);
        change(actor, target, target.state(), Target.State.REMOVED, "Ended forwarding records to ");
    }

    private void change(Actor actor, Target target, Target.State from, Target.State to, String verb) {
        if (target.state() == from) {
            write(target.as(to));
            told(actor, target, verb + said(target));
        }
    }

    /** It is not late for what came while nothing was to be sent. */
    private void touch(UUID id) {
        jdbc.sql("update record.forward_cursor set well_at = :now, tried_at = null where target_id = :id")
                .param("now", now())
                .param("id", id)
                .update();
    }

    private void write(Target target) {
        byte[] sealed = sealed(target.id());
        jdbc.sql("""
                update record.forward_target
                set confirmed_by = :by, state = :state, mark = :mark
                where id = :id
                """)
                .param("by", target.confirmedBy().map(PersonId::value).orElse(null))
                .param("state", word(target.state()))
                .param("mark", marks.of(TABLE, deciding(target, sealed)))
                .param("id", target.id())
                .update();
    }

    private byte @Nullable [] sealed(UUID id) {
        return jdbc.sql("select secret_sealed from record.forward_target where id = :id")
                .param("id", id)
                .query((row, number) -> Optional.ofNullable(row.getBytes(1)))
                .single()
                .orElse(null);
    }

    private Optional<Target> read(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return marks.reading(TABLE, id, () -> {
            byte[] sealed = row.getBytes("secret_sealed");
            Target unsure = target(row, Secret.NONE);
            if (!marks.isOurs(TABLE, id, row.getBytes("mark"), deciding(unsure, sealed))) {
                return Optional.empty();
            }
            Secret secret = sealed == null ? Secret.NONE : Secret.ofBytes(vault.open(sealed, context(unsure)));
            return Optional.of(target(row, secret));
        });
    }

    private static Target target(ResultSet row, Secret secret) throws SQLException {
        return new Target(
                row.getObject("id", UUID.class),
                row.getString("name"),
                Target.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("address"),
                row.getString("authority"),
                secret,
                Duration.ofMinutes(row.getInt("minutes_max")),
                new PersonId(row.getObject("asked_by", UUID.class)),
                Optional.ofNullable(row.getObject("confirmed_by", UUID.class)).map(PersonId::new),
                Target.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)));
    }

    private static @Nullable Object[] deciding(Target target, byte @Nullable [] sealed) {
        return new @Nullable Object[] {
            target.id(),
            target.name(),
            word(target.kind()),
            target.address(),
            target.authority(),
            sealed,
            target.lagMax().toMinutes(),
            target.askedBy().value(),
            target.confirmedBy().map(PersonId::value).orElse(null),
            word(target.state())
        };
    }

    private static String context(Target target) {
        return "record.forward:" + target.id();
    }

    private static String said(Target target) {
        return target.name() + " (" + word(target.kind()) + ", " + target.address()
                + (target.secret().isNone() ? "" : ", key " + target.secret().keyId()) + ").";
    }

    static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void told(Actor actor, Target target, String content) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.AUDIT, "audit.forward", content, Result.DONE)
                .object("forward", target.id()));
    }

    private OffsetDateTime now() {
        return OffsetDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    }
}
