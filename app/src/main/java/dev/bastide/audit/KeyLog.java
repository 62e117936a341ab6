package dev.bastide.audit;

import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.vault.KeyEvents;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Puts into the record what was done to the keys on the server itself, each act once. */
@Service
public class KeyLog {
    private static final String REFUSED = "-refused";

    private final AuditLog audit;
    private final JdbcClient jdbc;

    KeyLog(AuditLog audit, JdbcClient jdbc) {
        this.audit = audit;
        this.jdbc = jdbc;
    }

    /** Records those that are not yet; which these were. */
    @Transactional
    public List<KeyEvents.Event> record(List<KeyEvents.Event> events) {
        return events.stream().filter(this::isNew).toList();
    }

    private boolean isNew(KeyEvents.Event event) {
        boolean fresh = jdbc.sql("insert into audit.key_event (id) values (?) on conflict do nothing")
                        .param(event.id())
                        .update()
                == 1;
        if (fresh) {
            Actor actor = Actor.machine("keys", AccessMethod.LOCAL);
            Result result = event.operation().endsWith(REFUSED) ? Result.REFUSED : Result.DONE;
            String words =
                    event.words() + ". By the account " + event.account() + " of the server, at " + event.at() + ".";
            audit.append(AuditRecord.of(event.at(), actor, Tag.VAULT, event.operation(), words, result));
        }
        return fresh;
    }
}
