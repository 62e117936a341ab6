package dev.bastide.bastion.configuration;

import dev.bastide.authority.HostId;
import dev.bastide.vault.Vault;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was read of devices: sealed, equal configurations of a device once, never rewritten. */
@Repository
class Readings {
    private static final String SELECT = """
            select id, number, host, moment, read_at, session, operation, content, failure, compared_with,
                   coalesce(added, 0) as added, coalesce(removed, 0) as removed, drift
            from bastion.configuration_reading
            """;

    private final JdbcClient jdbc;
    private final Vault vault;

    Readings(JdbcClient jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    /** Keeps a configuration of this device and returns its id; an equal one is there already. */
    UUID keep(HostId host, String text) {
        String counts = String.join("\n", ConfigurationText.comparable(text));
        byte[] fingerprint = vault.mark("bastion.device_configuration", host.value(), counts);
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                insert into bastion.device_configuration (id, host, fingerprint, sealed)
                values (?, ?, ?, ?)
                on conflict do nothing
                """)
                .param(id)
                .param(host.value())
                .param(fingerprint)
                .param(vault.seal(text.getBytes(StandardCharsets.UTF_8), context(host, id)))
                .update();
        return jdbc.sql("select id from bastion.device_configuration where host = ? and fingerprint = ?")
                .param(host.value())
                .param(fingerprint)
                .query(UUID.class)
                .single();
    }

    /** The text of a configuration that was kept. Throws when it is not what this program sealed. */
    String text(HostId host, UUID content) {
        byte[] sealed = jdbc.sql("select sealed from bastion.device_configuration where id = ? and host = ?")
                .param(content)
                .param(host.value())
                .query((row, n) -> row.getBytes("sealed"))
                .single();
        return new String(vault.open(sealed, context(host, content)), StandardCharsets.UTF_8);
    }

    private static String context(HostId host, UUID id) {
        return "bastion.device_configuration:" + host + ":" + id;
    }

    void insert(Reading reading) {
        boolean compared = reading.comparedWith() != null;
        jdbc.sql("""
                insert into bastion.configuration_reading
                    (id, host, moment, read_at, session, operation, content, failure, compared_with, added, removed, drift)
                values (:id, :host, :moment, :at, :session, :operation, :content, :failure, :with, :added, :removed, :drift)
                """)
                .param("id", reading.id())
                .param("host", reading.host().value())
                .param("moment", reading.moment().word())
                .param("at", Timestamp.from(reading.at()))
                .param("session", reading.session())
                .param("operation", reading.operation())
                .param("content", reading.content())
                .param("failure", reading.failure())
                .param("with", reading.comparedWith())
                .param("added", compared ? reading.added() : null)
                .param("removed", compared ? reading.removed() : null)
                .param("drift", reading.drift())
                .update();
    }

    Optional<Reading> find(UUID id) {
        return jdbc.sql(SELECT + " where id = ?")
                .param(id)
                .query(Readings::read)
                .optional();
    }

    /** The last reading of a device that brought something. */
    Optional<Reading> last(HostId host) {
        return jdbc.sql(SELECT + " where host = ? and content is not null order by number desc limit 1")
                .param(host.value())
                .query(Readings::read)
                .optional();
    }

    /** The last readings of a device, newest first. */
    List<Reading> ofHost(HostId host, int limit) {
        return jdbc.sql(SELECT + " where host = ? order by number desc limit ?")
                .param(host.value())
                .param(limit)
                .query(Readings::read)
                .list();
    }

    /** Every reading of an operation, oldest first. */
    List<Reading> ofOperation(String operation) {
        return jdbc.sql(SELECT + " where operation = ? order by number")
                .param(operation)
                .query(Readings::read)
                .list();
    }

    /** What the device was before: before the operation's first session on it, else before this session. */
    Optional<Reading> before(HostId host, UUID session, @Nullable String operation) {
        return jdbc.sql(SELECT + """
                 where host = :host and moment = 'before' and content is not null
                   and (session = :session or operation = :operation)
                order by number limit 1
                """)
                .param("host", host.value())
                .param("session", session)
                .param("operation", operation)
                .query(Readings::read)
                .optional();
    }

    /**
     * Whether somebody other than this session worked on the device through the bastion since then. One that is only
     * announced has not worked yet: it waits for its own reading.
     */
    boolean workedOn(HostId host, Instant since, @Nullable UUID butNot) {
        return jdbc.sql("""
                select exists (
                    select from bastion.session
                    where host = :host and id is distinct from :not and started_at is not null
                        and (ended_at is null or ended_at >= :since))
                """)
                .param("host", host.value())
                .param("not", butNot)
                .param("since", Timestamp.from(since))
                .query(Boolean.class)
                .single();
    }

    private static Reading read(ResultSet row, int number) throws SQLException {
        return new Reading(
                row.getObject("id", UUID.class),
                row.getLong("number"),
                new HostId(row.getObject("host", UUID.class)),
                Reading.Moment.valueOf(row.getString("moment").toUpperCase(Locale.ROOT)),
                row.getTimestamp("read_at").toInstant(),
                row.getObject("session", UUID.class),
                row.getString("operation"),
                row.getObject("content", UUID.class),
                row.getString("failure"),
                row.getObject("compared_with", UUID.class),
                row.getInt("added"),
                row.getInt("removed"),
                row.getBoolean("drift"));
    }
}
