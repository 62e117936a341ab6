package dev.bastide.bastion.recorder;

import dev.bastide.bastion.recording.Head;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** The heads of chains that the database has seen: what a file must hold, whatever became of it since. */
@Repository
public class KnownHeads {
    private final JdbcClient jdbc;
    private final Clock clock;

    KnownHeads(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Keeps a head; one that is known already changes nothing. */
    public void keep(UUID session, Head head) {
        if (head.chunks() == 0) {
            return;
        }
        jdbc.sql("""
                insert into bastion.recording_head (session, chunks, position, head, at)
                select :session, :chunks, :position, :head, :at
                where exists (select 1 from bastion.session s where s.id = :session)
                    and not exists (
                        select 1 from bastion.recording_head h where h.session = :session and h.chunks >= :chunks)
                """)
                .param("session", session)
                .param("chunks", head.chunks())
                .param("position", head.position())
                .param("head", head.hash())
                .param("at", Timestamp.from(clock.instant()))
                .update();
    }

    /** The known heads of a recording, oldest first. */
    List<Head> of(UUID session) {
        return jdbc.sql("""
                select chunks, position, head
                from bastion.recording_head
                where session = :session
                order by chunks
                """)
                .param("session", session)
                .query((row, number) -> new Head(row.getInt("chunks"), row.getLong("position"), row.getBytes("head")))
                .list();
    }
}
