package dev.bastide.identity.passkey;

import dev.bastide.authority.PersonId;
import dev.bastide.vault.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Passkeys in the database. The key is sealed for exactly this factor of this person. */
@Repository
class StoredPasskeys {
    private final JdbcClient jdbc;
    private final Vault vault;

    StoredPasskeys(JdbcClient jdbc, Vault vault) {
        this.jdbc = jdbc;
        this.vault = vault;
    }

    /**
     * A passkey with everything that may stand against its use.
     *
     * @param removed whether it was taken away
     * @param active whether its person is neither disabled nor without a duty
     */
    record Stored(
            UUID factor,
            PersonId person,
            String name,
            boolean removed,
            boolean active,
            String site,
            Ceremony.Kept kept) {}

    Optional<Stored> byCredential(byte[] credential) {
        return jdbc.sql("""
                        select f.id, f.person, f.name, f.sealed, f.removed_at is not null as removed, k.sign_count,
                            k.backup_eligible, k.backed_up, k.rp_id,
                            p.disabled_at is null and p.kind = 'human' and exists (select 1
                                from identity.duty_assignment a
                                where a.person = p.id and a.ended_at is null) as active
                        from identity.passkey k
                        join identity.factor f on f.id = k.factor and f.confirmed_at is not null
                        join identity.person p on p.id = f.person
                        where k.credential = ?
                        """).param(credential).query(this::read).optional();
    }

    /** Credentials of the person's passkeys that still count for this site. */
    List<byte[]> credentials(PersonId person, String site) {
        return jdbc.sql("""
                        select k.credential from identity.passkey k
                        join identity.factor f on f.id = k.factor
                        where f.person = ? and k.rp_id = ? and f.removed_at is null
                        order by f.confirmed_at
                        """)
                .params(person.value(), site)
                .query((row, number) -> row.getBytes("credential"))
                .list();
    }

    UUID add(PersonId person, String name, String site, Ceremony.Made made, Instant now) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into identity.factor (id, person, kind, name, sealed, created_at, confirmed_at)
                        values (:id, :person, 'passkey', :name, :sealed, :now, :now)
                        """)
                .param("id", id)
                .param("person", person.value())
                .param("name", name)
                .param("sealed", vault.seal(made.key(), context(id, person)))
                .param("now", Timestamp.from(now))
                .update();
        jdbc.sql("""
                        insert into identity.passkey (factor, credential, authenticator, sign_count, backup_eligible,
                            backed_up, transports, rp_id)
                        values (:id, :credential, :authenticator, :count, :eligible, :backedUp, :transports, :site)
                        """)
                .param("id", id)
                .param("credential", made.credential())
                .param("authenticator", made.authenticator())
                .param("count", made.count())
                .param("eligible", made.backupEligible())
                .param("backedUp", made.backedUp())
                .param("transports", made.transports().toArray(String[]::new))
                .param("site", site)
                .update();
        return id;
    }

    /** Keeps the counter of a use. False when another use was faster or the passkey was removed meanwhile. */
    boolean used(UUID factor, Ceremony.Used used, Instant now) {
        boolean kept = jdbc.sql("""
                        update identity.passkey set sign_count = :count, backed_up = :backedUp and backup_eligible
                        where factor = :factor and (sign_count < :count or (sign_count = 0 and :count = 0))
                            and exists (select 1 from identity.factor f where f.id = :factor and f.removed_at is null)
                        """)
                        .param("count", used.count())
                        .param("backedUp", used.backedUp())
                        .param("factor", factor)
                        .update()
                == 1;
        if (kept) {
            jdbc.sql("update identity.factor set last_used_at = ? where id = ? and removed_at is null")
                    .params(Timestamp.from(now), factor)
                    .update();
        }
        return kept;
    }

    private Stored read(ResultSet row, int number) throws SQLException {
        UUID factor = row.getObject("id", UUID.class);
        PersonId person = new PersonId(row.getObject("person", UUID.class));
        return new Stored(
                factor,
                person,
                row.getString("name"),
                row.getBoolean("removed"),
                row.getBoolean("active"),
                row.getString("rp_id"),
                new Ceremony.Kept(
                        vault.open(row.getBytes("sealed"), context(factor, person)),
                        row.getLong("sign_count"),
                        row.getBoolean("backup_eligible"),
                        row.getBoolean("backed_up")));
    }

    private static String context(UUID factor, PersonId person) {
        return "identity.passkey:" + factor + ":" + person;
    }
}
