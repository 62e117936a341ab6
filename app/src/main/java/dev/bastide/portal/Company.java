package dev.bastide.portal;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.page.HouseName;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Whose installation this is: one name, given in the first hour or by the set-up file. */
@Service
class Company implements HouseName {
    static final int NAME_CHARACTERS_MAX = 120;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;

    Company(JdbcClient jdbc, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Optional<String> houseName() {
        return jdbc.sql("select c.name from portal.company c")
                .query(String.class)
                .optional();
    }

    /** Gives the company its name, or another one. */
    @Transactional
    public void name(Actor actor, String name) {
        jdbc.sql("""
                        insert into portal.company (name, named_at)
                        values (:name, :now)
                        on conflict (only_row) do update set name = excluded.name, named_at = excluded.named_at
                        """)
                .param("name", name.strip())
                .param("now", Timestamp.from(clock.instant()))
                .update();
        audit.append(AuditRecord.of(
                clock.instant(), actor, Tag.SYSTEM, "settings.edit", "Company named " + name.strip(), Result.DONE));
    }
}
