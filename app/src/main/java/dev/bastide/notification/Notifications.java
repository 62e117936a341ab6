package dev.bastide.notification;

import static dev.bastide.audit.Moments.utc;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bastide.audit.Moments;
import dev.bastide.authority.PersonId;
import dev.bastide.page.Live;
import dev.bastide.vault.Vault;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Tells people. The in-site message of every person stands or falls with the caller's transaction; mail follows
 * after the commit, by itself. Source: seed 000 s5 (A123, A124).
 */
@Service
public class Notifications {
    /** What open pages hear when an inbox changed. */
    static final String TOPIC = "notices";

    private final JdbcClient jdbc;
    private final Clock clock;
    private final Live live;
    private final Vault vault;

    Notifications(JdbcClient jdbc, Clock clock, Live live, Vault vault) {
        this.vault = vault;
        this.jdbc = jdbc;
        this.clock = clock;
        this.live = live;
    }

    /** Tells it, in the caller's transaction. Throws when there is none. */
    @Transactional(propagation = Propagation.MANDATORY)
    public NoticeId tell(Notice notice) {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            throw new IllegalStateException("a notice is told in the transaction of its act: " + notice.key());
        }
        NoticeId id = new NoticeId(UUID.randomUUID());
        Instant now = clock.instant();
        jdbc.sql("""
                insert into notification.notice (id, kind, urgent, security, key, args, path, told_at)
                values (:id, :kind, :urgent, :security, :key, :args, :path, :now)
                """)
                .param("id", id.value())
                .param("kind", notice.kind().name())
                .param("urgent", notice.kind().urgent())
                .param("security", notice.kind().security())
                .param("key", notice.key())
                .param("args", notice.args().toArray(String[]::new))
                .param("path", notice.path())
                .param("now", utc(now))
                .update();
        putIntoInboxes(id, notice, people(notice), now);
        queueMail(id, notice, now, null);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                live.changed(TOPIC, notice.to());
            }
        });
        return id;
    }

    /**
     * Sends it by mail only, in the caller's transaction, with a link that opens something once. The link is sealed until
     * the letter is written; no inbox, page or log shows it. It goes to this address, also when the person has another by
     * the time it is sent. False when no mail is set up, and then nothing happens.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean mail(Notice notice, String secretPath, String address) {
        return letter(notice, secretPath, address).isPresent();
    }

    /** Sends it by mail only, in the caller's transaction, to an address the person need not have any more. */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean mailTo(String address, Notice notice) {
        return post(address, notice).isPresent();
    }

    /** The same, and names the notice by which {@link #reached} tells what became of it; nothing where no mail is set up. */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<NoticeId> post(String address, Notice notice) {
        return address.isBlank() ? Optional.empty() : letter(notice, null, address);
    }

    private Optional<NoticeId> letter(Notice notice, @Nullable String secretPath, String address) {
        boolean setUp = jdbc.sql("select exists (select 1 from notification.mail_setting)")
                .query(Boolean.class)
                .single();
        if (!setUp) {
            return Optional.empty();
        }
        NoticeId id = new NoticeId(UUID.randomUUID());
        Instant now = clock.instant();
        jdbc.sql("""
                insert into notification.notice (id, kind, urgent, security, key, args, path, sealed_path, told_at)
                values (:id, :kind, :urgent, :security, :key, :args, :path, :sealed, :now)
                """)
                .param("id", id.value())
                .param("kind", notice.kind().name())
                .param("urgent", notice.kind().urgent())
                .param("security", notice.kind().security())
                .param("key", notice.key())
                .param("args", notice.args().toArray(String[]::new))
                .param("path", secretPath == null ? notice.path() : "")
                .param("sealed", secretPath == null ? null : vault.seal(secretPath.getBytes(UTF_8), sealedFor(id)))
                .param("now", utc(now))
                .update();
        queueMail(id, notice, now, address);
        return Optional.of(id);
    }

    /** How the mails of a notice stand; nobody is in it while no mail is set up. */
    public List<Reached> reached(NoticeId notice) {
        return jdbc.sql("""
                select person_id, state, coalesce(settled_at, created_at) as at
                from notification.delivery
                where notice_id = :id
                """)
                .param("id", notice.value())
                .query((row, number) -> {
                    DeliveryState state = DeliveryState.ofWord(row.getString("state"));
                    return new Reached(
                            new PersonId(row.getObject("person_id", UUID.class)),
                            state == DeliveryState.SENT,
                            state.isSettled(),
                            Moments.require(row, "at"));
                })
                .list();
    }

    /** What a sealed link is bound to. */
    static String sealedFor(NoticeId id) {
        return "notification.path:" + id;
    }

    private void putIntoInboxes(NoticeId id, Notice notice, UUID[] people, Instant now) {
        jdbc.sql("""
                insert into notification.inbox (person_id, notice_id, told_at, security)
                select person, :id, :now, :security
                from unnest(:people) as person
                """)
                .param("id", id.value())
                .param("now", utc(now))
                .param("security", notice.kind().security())
                .param("people", people)
                .update();
    }

    /** Without mail settings nothing is queued: what was told before mail is set up is not sent afterwards. */
    private void queueMail(NoticeId id, Notice notice, Instant now, @Nullable String address) {
        jdbc.sql("""
                insert into notification.delivery (id, notice_id, person_id, urgent, state, created_at, next_try,
                    fixed_address)
                select gen_random_uuid(), :id, person, :urgent, 'queued', :now, :now, cast(:address as text)
                from unnest(:people) as person
                where exists (select 1 from notification.mail_setting)
                """)
                .param("id", id.value())
                .param("now", utc(now))
                .param("urgent", notice.kind().urgent())
                .param("people", people(notice))
                .param("address", address)
                .update();
    }

    private static UUID[] people(Notice notice) {
        return notice.to().stream().map(PersonId::value).toArray(UUID[]::new);
    }
}
