package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.identity.key.PublicKeyLine;
import dev.bastide.identity.key.PublicKeyRefused;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The SSH public keys by which people come to the bastion. A key belongs to one person only. */
@Service
public class SshKeys {
    private static final String TABLE = "identity.ssh_key";

    private final JdbcClient jdbc;
    private final RowMarks marks;
    private final Clock clock;
    private final AuditLog audit;
    private final Gate gate;
    private final Founding founding;
    private final ApplicationEventPublisher events;

    SshKeys(
            JdbcClient jdbc,
            RowMarks marks,
            Clock clock,
            AuditLog audit,
            Gate gate,
            Founding founding,
            ApplicationEventPublisher events) {
        this.events = events;
        this.marks = marks;
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.gate = gate;
        this.founding = founding;
    }

    /** A registered key. */
    public record Key(
            UUID id,
            String kind,
            int bits,
            String fingerprint,
            String name,
            Instant added,
            @Nullable Instant lastUsed) {}

    /** The active person who registered the key with this fingerprint, written {@code SHA256:…}. */
    public Optional<PersonId> ownerOf(String sha256Fingerprint) {
        List<PersonId> owners = new ArrayList<>();
        jdbc.sql("""
                        select k.id, k.person, k.blob, k.fingerprint, k.mark from identity.ssh_key k
                        join identity.person p on p.id = k.person and p.disabled_at is null
                        where k.fingerprint = ? and k.removed_at is null
                        """).param(sha256Fingerprint).query(row -> {
            if (sha256Fingerprint.equals(row.getString("fingerprint")) && isOurs(row)) {
                owners.add(new PersonId(row.getObject("person", UUID.class)));
            }
        });
        return owners.stream().findFirst();
    }

    /** Notes that the key with this fingerprint has just opened a door. */
    public void used(String sha256Fingerprint) {
        jdbc.sql("update identity.ssh_key set last_used_at = :now where fingerprint = :key and removed_at is null")
                .param("now", Timestamp.from(clock.instant()))
                .param("key", sha256Fingerprint)
                .update();
    }

    /** The person's keys, newest first; none that this program did not write, for it opens nothing. */
    public List<Key> of(PersonId person) {
        List<Key> keys = new ArrayList<>();
        jdbc.sql("""
                        select id, person, kind, bits, blob, fingerprint, name, added_at, last_used_at, mark
                        from identity.ssh_key
                        where person = ? and removed_at is null
                        order by added_at desc, id
                        """).param(person.value()).query(row -> {
            if (person.value().equals(row.getObject("person", UUID.class)) && isOurs(row)) {
                keys.add(key(row));
            }
        });
        return List.copyOf(keys);
    }

    private boolean isOurs(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        UUID person = row.getObject("person", UUID.class);
        return marks.isOurs(
                TABLE, id, row.getBytes("mark"), id, person, row.getBytes("blob"), row.getString("fingerprint"));
    }

    private static Key key(ResultSet row) throws SQLException {
        @Nullable Timestamp used = row.getTimestamp("last_used_at");
        return new Key(
                row.getObject("id", UUID.class),
                row.getString("kind"),
                row.getInt("bits"),
                row.getString("fingerprint"),
                row.getString("name"),
                row.getTimestamp("added_at").toInstant(),
                used == null ? null : used.toInstant());
    }

    /**
     * Registers a key, written as {@code kind base64 comment}, for oneself or, with person.edit while founding is
     * open, for another: afterwards whoever adds a key to another comes in as that other. Throws {@link ActRefused} with
     * the reason when the key is not accepted or already somebody's.
     */
    @Transactional
    public Key add(Actor actor, PersonId person, String line) {
        requireSelfOrEditor(actor, person);
        if (!person.equals(actor.person()) && !takesOthers()) {
            throw new ActRefused(Reason.of("identity.key.own", "A109", "/me/keys"));
        }
        return insert(actor, person, line);
    }

    /** Whether keys of other people are taken still: only while founding is open. */
    boolean takesOthers() {
        return founding.open();
    }

    /** Registers a key as an act of founding, for the set-up file. Throws {@link ActRefused}. */
    @Transactional
    public void found(Actor actor, PersonId person, String line) {
        if (!founding.open()) {
            throw new IllegalStateException("founding is closed");
        }
        insert(actor, person, line);
    }

    private Key insert(Actor actor, PersonId person, String line) {
        PublicKeyLine key;
        try {
            key = PublicKeyLine.read(line);
        } catch (PublicKeyRefused refused) {
            throw new ActRefused(Reason.of(refused.key(), "A109", "/me/keys", refused.detail()));
        }
        UUID id = UUID.randomUUID();
        Instant now = clock.instant();
        try {
            jdbc.sql("""
                            insert into identity.ssh_key (id, person, kind, bits, blob, fingerprint, name, added_at, mark)
                            values (:id, :person, :kind, :bits, :blob, :fingerprint, :name, :now, :mark)
                            """)
                    .param("mark", marks.of(TABLE, id, person.value(), key.blob(), key.fingerprint()))
                    .param("id", id)
                    .param("person", person.value())
                    .param("kind", key.kind())
                    .param("bits", key.bits())
                    .param("blob", key.blob())
                    .param("fingerprint", key.fingerprint())
                    .param("name", key.comment())
                    .param("now", Timestamp.from(now))
                    .update();
        } catch (DuplicateKeyException e) {
            throw new ActRefused(Reason.of("identity.key.taken", "A109", "/me/keys", key.fingerprint()));
        }
        noteOfAnother(actor, person, "SSH key of " + person + ": " + key.kind() + " " + key.fingerprint());
        audit.append(
                AuditRecord.of(now, actor, Tag.IDENTITY, "key.add", key.kind() + " " + key.fingerprint(), Result.DONE)
                        .object("person", person));
        return new Key(id, key.kind(), key.bits(), key.fingerprint(), key.comment(), now, null);
    }

    /** Takes a key away; the door it opened is closed from now on. */
    @Transactional
    public void remove(Actor actor, PersonId person, UUID id) {
        requireSelfOrEditor(actor, person);
        Instant now = clock.instant();
        String fingerprint = jdbc.sql("""
                        update identity.ssh_key set removed_at = :now
                        where id = :id and person = :person and removed_at is null
                        returning fingerprint
                        """)
                .param("now", Timestamp.from(now))
                .param("id", id)
                .param("person", person.value())
                .query(String.class)
                .optional()
                .orElseThrow(() -> new ActRefused(Reason.of("identity.key.gone", "", "/me/keys")));
        noteOfAnother(actor, person, "SSH key of " + person + " taken away: " + fingerprint);
        audit.append(AuditRecord.of(now, actor, Tag.IDENTITY, "key.remove", fingerprint, Result.DONE)
                .object("person", person));
        events.publishEvent(new SshKeyRemoved(person));
    }

    // Whoever registers a key of his own founds nothing: he may still ratify the list.
    private void noteOfAnother(Actor actor, PersonId person, String what) {
        if (!person.equals(actor.person())) {
            founding.note(actor, what);
        }
    }

    private void requireSelfOrEditor(Actor actor, PersonId person) {
        if (!person.equals(actor.person())) {
            gate.require(actor, Gate.EDIT);
        }
    }
}
