package dev.bastide.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.Bastide;
import dev.bastide.intake.engine.EventFamily;
import dev.bastide.testing.OlderRelease;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.ContextConfiguration;

/** What a release without these marks had heard counts still: it is marked once, at the first start. (A113) */
@SpringBootTest(classes = Bastide.class, webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@ContextConfiguration(initializers = SeenOfOlderReleaseTest.Before.class)
class SeenOfOlderReleaseTest {
    private static final UUID SOURCE = UUID.fromString("00000000-0000-4000-8000-000000000041");

    /** What the older release left. */
    static final class Before extends OlderRelease {
        Before() {
            super("202611222286");
        }

        @Override
        protected void fill(JdbcClient sql) {
            sql.sql("insert into intake.source (id, name, kind, made_by, made_at) values (?, 'old', 'http', ?, now())")
                    .params(SOURCE, UUID.randomUUID())
                    .update();
            sql.sql("""
                    insert into intake.seen (source, family, times, last_at, canary_at)
                    values (?, 'login', 3, '2026-11-22T10:00:00.123456Z', '2026-11-22T09:00:00Z')
                    """).param(SOURCE).update();
        }
    }

    @Autowired
    private Seen seen;

    @Test
    void whatItHadHeardCountsStill() {
        assertThat(seen.all())
                .containsExactly(new Seen.Told(
                        SOURCE,
                        EventFamily.LOGIN,
                        Instant.parse("2026-11-22T10:00:00.123456Z"),
                        Instant.parse("2026-11-22T09:00:00Z")));
    }
}
