package dev.bastide.bastion;

import dev.bastide.testing.Browser;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Signs people in without the sign-in page, which its own room tries. */
final class SignedIn {
    private SignedIn() {}

    /** The person in a signed-in browser. */
    static Browser browser(JdbcClient sql, Clock clock, Stage.Person person, int port) {
        String token = "stage-" + UUID.randomUUID();
        sql.sql("""
                insert into identity.web_session (id, token_hash, person, assignment, login, created_at, seen_at,
                    expires_at, factor_at, address, agent)
                select gen_random_uuid(), sha256(convert_to(:token, 'UTF8')), a.person, a.id, l.name, :now, :now, :end, :now,
                    '127.0.0.1', 'test'
                from identity.duty_assignment a
                join identity.login l on l.person = a.person and l.main
                where a.person = :person and a.ended_at is null
                """)
                .param("token", token)
                .param("now", Timestamp.from(clock.instant()))
                .param("end", Timestamp.from(clock.instant().plus(Duration.ofHours(8))))
                .param("person", person.id().value())
                .update();
        return new Browser(port).cookie("bastide", token);
    }
}
