package dev.bastide.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A quarantine rate of one in a thousand is an alarm of the source's node. (A114) */
@BastideTest
@Import(Feeder.class)
class HeldWatchTest {
    private static final String GOOD = "{\"time\":\"2026-11-22T10:00:00Z\",\"message\":\"x\"}\n";

    @LocalServerPort
    private int port;

    @Autowired
    private Feeder feeder;

    @Autowired
    private HeldWatch watch;

    @Autowired
    private JdbcClient sql;

    private long open(Source source) {
        return sql.sql("select count(*) from alarm.alarm where kind = 'intake.held' and object = ? and not closed")
                .param("source:" + source.name())
                .query(Long.class)
                .single();
    }

    @Test
    void oneInAThousandHeldIsAnAlarmUntilFewerAre() {
        Source source = feeder.source(SourceKind.HTTP, "");
        String token = feeder.token(source);

        Feeder.lines(port, source, token, GOOD.repeat(999) + "held\n");
        watch.look();
        assertThat(open(source)).isEqualTo(1);

        Feeder.lines(port, source, token, GOOD);
        watch.look();
        assertThat(open(source)).isZero();
    }

    @Test
    void oneInMoreIsNone() {
        Source source = feeder.source(SourceKind.HTTP, "");

        Feeder.lines(port, source, feeder.token(source), GOOD.repeat(1_000) + "held\n");
        watch.look();

        assertThat(open(source)).isZero();
    }
}
