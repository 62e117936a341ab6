package dev.bastide.identity.ldap;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Founding;
import dev.bastide.identity.RowMarks;
import dev.bastide.vault.Vault;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps which directory is read, its reader's password only sealed. A row that somebody wrote or turned past the program
 * is as if it were not there: from it nobody is read.
 */
@Service
class LdapSources {
    private static final String TABLE = "identity.ldap_source";
    private static final String CONTEXT = "identity.ldap-password";

    private final JdbcClient jdbc;
    private final Vault vault;
    private final RowMarks marks;
    private final Founding founding;
    private final AuditLog audit;
    private final Clock clock;

    LdapSources(JdbcClient jdbc, Vault vault, RowMarks marks, Founding founding, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.vault = vault;
        this.marks = marks;
        this.founding = founding;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * The source as it is kept.
     *
     * @param begun whether a first run that somebody had looked at was carried out; until then none begins by itself
     * @param confirmed the plan somebody agreed to, or empty
     */
    record Kept(LdapSource source, boolean begun, String confirmed) {}

    Optional<Kept> current() {
        return jdbc.sql("""
                        select host, port, security, authority, reader, password_sealed, search_root, filter, names,
                            machine, share_max, begun, confirmed_plan, mark
                        from identity.ldap_source
                        """).query((row, number) -> read(row)).optional().flatMap(found -> found);
    }

    /** Reads another directory, or the same in another way, from now on: somebody looks at its first run again. */
    @Transactional
    public void save(Actor actor, LdapSource source) {
        write(new Kept(source, false, ""));
        record(
                actor,
                "the directory is read by LDAP from " + source.host() + ":" + source.port() + " (" + source.security()
                        + ") as " + source.reader() + ", " + source.where().filter() + " under "
                        + source.where().base() + ", attributes "
                        + source.names().all() + ", for the machine account "
                        + source.machine() + ", at most " + source.shareMax() + " % at a time");
    }

    /** Agrees to exactly this plan; the next run carries it out if it is still the one. */
    @Transactional
    public void confirm(Actor actor, String plan) {
        current().ifPresent(kept -> {
            write(new Kept(kept.source(), kept.begun(), plan));
            record(actor, "agreed to what the directory's next run does: plan " + plan);
        });
    }

    /** From now on runs begin by themselves, and nothing is agreed to beforehand. */
    @Transactional
    public void begin() {
        current()
                .filter(kept -> !kept.begun() || !kept.confirmed().isEmpty())
                .ifPresent(kept -> write(new Kept(kept.source(), true, "")));
    }

    /** Reads no directory any more. Nobody is ended by that. */
    @Transactional
    public void remove(Actor actor) {
        if (jdbc.sql("delete from identity.ldap_source").update() == 1) {
            record(actor, "no directory is read by LDAP any more");
        }
    }

    private void write(Kept kept) {
        LdapSource source = kept.source();
        byte[] sealed = vault.seal(source.reader().password().getBytes(UTF_8), CONTEXT);
        jdbc.sql("""
                        insert into identity.ldap_source (host, port, security, authority, reader, password_sealed,
                            search_root, filter, names, machine, share_max, begun, confirmed_plan, changed_at, mark)
                        values (:host, :port, :security, :authority, :reader, :password, :root, :filter, :names,
                            :machine, :share, :begun, :confirmed, :now, :mark)
                        on conflict (single) do update
                        set host = excluded.host, port = excluded.port, security = excluded.security,
                            authority = excluded.authority, reader = excluded.reader,
                            password_sealed = excluded.password_sealed, search_root = excluded.search_root,
                            filter = excluded.filter, names = excluded.names, machine = excluded.machine,
                            share_max = excluded.share_max, begun = excluded.begun,
                            confirmed_plan = excluded.confirmed_plan, changed_at = excluded.changed_at,
                            mark = excluded.mark
                        """)
                .param("host", source.host())
                .param("port", source.port())
                .param("security", word(source.security()))
                .param("authority", source.authority())
                .param("reader", source.reader().name())
                .param("password", sealed)
                .param("root", source.where().base())
                .param("filter", source.where().filter())
                .param("names", source.names().all().toArray(String[]::new))
                .param("machine", source.machine().value())
                .param("share", source.shareMax())
                .param("begun", kept.begun())
                .param("confirmed", kept.confirmed())
                .param("now", Timestamp.from(clock.instant()))
                .param("mark", marks.of(TABLE, deciding(kept, sealed)))
                .update();
    }

    private Optional<Kept> read(ResultSet row) throws SQLException {
        byte[] sealed = row.getBytes("password_sealed");
        Kept unsure = kept(row, "");
        if (!marks.isOurs(TABLE, unsure.source().host(), row.getBytes("mark"), deciding(unsure, sealed))) {
            return Optional.empty();
        }
        return Optional.of(kept(row, new String(vault.open(sealed, CONTEXT), UTF_8)));
    }

    private static Kept kept(ResultSet row, String password) throws SQLException {
        Array names = row.getArray("names");
        LdapSource source = new LdapSource(
                row.getString("host"),
                row.getInt("port"),
                LdapSource.Security.valueOf(row.getString("security").toUpperCase(Locale.ROOT)),
                row.getString("authority"),
                new LdapSource.Reader(row.getString("reader"), password),
                new LdapSource.Where(row.getString("search_root"), row.getString("filter")),
                LdapSource.Names.of(Arrays.asList((String[]) names.getArray())),
                new PersonId(row.getObject("machine", UUID.class)),
                row.getInt("share_max"));
        return new Kept(source, row.getBoolean("begun"), row.getString("confirmed_plan"));
    }

    private static @Nullable Object[] deciding(Kept kept, byte[] sealed) {
        LdapSource source = kept.source();
        return new @Nullable Object[] {
            source.host(),
            source.port(),
            word(source.security()),
            source.authority(),
            source.reader().name(),
            sealed,
            source.where().base(),
            source.where().filter(),
            List.copyOf(source.names().all()),
            source.machine().value(),
            source.shareMax(),
            kept.begun(),
            kept.confirmed()
        };
    }

    private static String word(LdapSource.Security security) {
        return security.name().toLowerCase(Locale.ROOT);
    }

    private void record(Actor actor, String what) {
        founding.note(actor, what);
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.IDENTITY, "settings.edit", what, Result.DONE));
    }
}
