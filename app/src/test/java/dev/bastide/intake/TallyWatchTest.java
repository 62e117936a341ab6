package dev.bastide.intake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.alarm.Alarms;
import dev.bastide.alarm.Happening;
import dev.bastide.authority.Reason;
import dev.bastide.testing.BastideTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A quarantine rate of one in a thousand is an alarm of the source's node. (A114) */
@BastideTest
@Import(Feeder.class)
class TallyWatchTest {
    private static final String GOOD = "{\"time\":\"2026-11-22T10:00:00Z\",\"message\":\"x\"}\n";

    @LocalServerPort
    private int port;

    @Autowired
    private Feeder feeder;

    @Autowired
    private TallyWatch watch;

    @Autowired
    private Intake intake;

    @Autowired
    private Alarms alarms;

    @Autowired
    private JdbcClient sql;

    private long open(Source source) {
        return open("intake.held", source);
    }

    private long open(String kind, Source source) {
        return sql.sql("select count(*) from alarm.alarm where kind = ? and object = ? and not closed")
                .params(kind, "source:" + source.name())
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
    void lostDatagramsAreAnAlarmUntilNoneIsLost() {
        Source source = feeder.source(SourceKind.SYSLOG_UDP, "127.7.0.1");
        Reason what = Reason.of("intake.lost.what", "A114", "/sources/" + source.name(), source.name(), "3");
        intake.take(source, List.of(), 3);
        alarms.raiseNow(new Happening(Intake.LOST, source.setting().node(), "source:" + source.name(), what, "intake"));
        watch.look();
        assertThat(open("intake.lost", source)).isEqualTo(1);

        intake.take(source, List.of(), 1);
        watch.look();
        assertThat(open("intake.lost", source)).isEqualTo(1);

        watch.look();
        assertThat(open("intake.lost", source)).isZero();
        feeder.off(source);
    }

    @Test
    void oneInMoreIsNone() {
        Source source = feeder.source(SourceKind.HTTP, "");

        Feeder.lines(port, source, feeder.token(source), GOOD.repeat(1_000) + "held\n");
        watch.look();

        assertThat(open(source)).isZero();
    }
}
