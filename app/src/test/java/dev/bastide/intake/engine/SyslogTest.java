package dev.bastide.intake.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Syslog as senders really write it, and as those write it who mean harm. */
class SyslogTest {
    private static final Instant ARRIVED = Instant.parse("2026-11-22T19:00:00Z");

    @Test
    void readsTheExamplesOfTheStandard() {
        Foreign su = read(
                "<34>1 2003-10-11T22:14:15.003Z mymachine.example.com su - ID47 - \u00ef\u00bb\u00bf'su root' failed for lonvick on /dev/pts/8");
        Foreign structured = read(
                "<165>1 2003-10-11T22:14:15.003Z mymachine.example.com evntslog - ID47 "
                        + "[exampleSDID@32473 iut=\"3\" eventSource=\"Application\" user=\"anna\"][examplePriority@32473 class=\"high\"]");
        Foreign offset = read(
                "<165>1 2003-08-24T05:14:15.000003-07:00 192.0.2.1 myproc 8710 - - %% It's time to make the do-nuts.");

        assertThat(su.time()).isEqualTo("2003-10-11T22:14:15.003Z");
        assertThat(su.said(Said.HOST)).isEqualTo("mymachine.example.com");
        assertThat(su.said(Said.OPERATION)).isEqualTo("su.ID47");
        assertThat(structured.said(Said.USER)).isEqualTo("anna");
        assertThat(structured.blank()).as("structured data is content").isFalse();
        assertThat(offset.time()).isEqualTo("2003-08-24T12:14:15.000003Z");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<34>1 - host app - - - no time",
                "<34>1 2003-10-11T22:14:15.0000003Z host app - - - seven digits",
                "<34>1 2003-10-11T22:14:60Z host app - - - a leap second",
                "<34>1 2003-02-30T22:14:15Z host app - - - no such day",
                "<34>1 2003-10-11t22:14:15z host app - - - small letters",
                "<13>hello",
                "hello",
                "<999>1 2003-10-11T22:14:15Z host app - - - no such priority",
                "<13>Feb 30 10:00:00 host app: no such day"
            })
    void aTimeThatCannotBeReadIsNoTime(String message) {
        assertThat(read(message).time()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-22T19:00:00Z, UTC, Nov 22 18:59:58, 2026-11-22T18:59:58Z",
        "2027-01-01T00:00:05Z, UTC, Dec 31 23:59:59, 2026-12-31T23:59:59Z",
        "2026-12-31T23:59:58Z, UTC, Jan  1 00:00:01, 2027-01-01T00:00:01Z",
        "2026-11-22T19:00:00Z, Asia/Shanghai, Nov 23 03:00:00, 2026-11-22T19:00:00Z",
        "2026-11-22T19:00:00Z, UTC, Feb 29 12:00:00, 2024-02-29T12:00:00Z",
        "2028-03-01T00:00:00Z, UTC, Feb 29 12:00:00, 2028-02-29T12:00:00Z"
    })
    void anOldTimeIsOfTheYearNearestToItsArrival(String arrived, String zone, String stamp, String time) {
        Foreign read = Syslog.read(
                ("<38>" + stamp + " web-01 sshd[411]: hello").getBytes(StandardCharsets.UTF_8),
                Instant.parse(arrived),
                ZoneId.of(zone));

        assertThat(read.time()).isEqualTo(time);
        assertThat(read.said(Said.HOST)).isEqualTo("web-01");
        assertThat(read.said(Said.OPERATION)).isEqualTo("sshd");
    }

    @Test
    void aMessageOfTheSameMachineHasNoHost() {
        Foreign read = read("<13>Nov 22 18:00:00 root: hello");

        assertThat(read.said(Said.HOST)).isEmpty();
        assertThat(read.said(Said.OPERATION)).isEqualTo("root");
        assertThat(read("<13>2026-11-22T18:00:00.123456+08:00 web-01 root: hello")
                        .time())
                .isEqualTo("2026-11-22T10:00:00.123456Z");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "sshd[1]: Accepted publickey for anna from 10.1.2.3 port 50022 ssh2|anna|10.1.2.3|login|done",
                "sshd[1]: Failed password for invalid user oracle from 2001:db8::7 port 1 ssh2|oracle|2001:db8::7|login|refused",
                "sudo:     anna : TTY=pts/0 ; PWD=/ ; USER=root ; COMMAND=/bin/ls|anna||authorisation|done",
                "useradd[77]: new user: name=eve, UID=1002|||users|",
                "CRON[9]: (root) CMD (run-parts /etc/cron.hourly)|root||access|done",
                "httpd: 203.0.113.9 - anna [22/Nov/2026:18:00:00 +0000] \"GET /x HTTP/1.1\" 403 12 \"-\" \"-\"|anna|203.0.113.9|access|refused"
            })
    void linesOfKnownProgramsSayWhoDidWhat(String line, String user, String address, String family, String result) {
        Foreign read = read("<86>Nov 22 18:00:00 web-01 " + line);

        assertThat(read.said(Said.USER)).isEqualTo(user == null ? "" : user);
        assertThat(read.said(Said.ADDRESS)).isEqualTo(address == null ? "" : address);
        assertThat(read.said(Said.FAMILY)).isEqualTo(family);
        assertThat(read.said(Said.RESULT)).isEqualTo(result == null ? "" : result);
    }

    @Test
    void everyByteIsKeptWhateverItIs() {
        byte[] message = "<13>1 2026-11-22T18:00:00Z web-01 app - - - a\0b \u202Ec X".getBytes(StandardCharsets.UTF_8);
        message[message.length - 1] = (byte) 0xff;

        Foreign read = Syslog.read(message, ARRIVED, ZoneOffset.UTC);

        assertThat(read.raw()).isEqualTo(message);
        assertThat(read.blank()).isFalse();
        assertThat(read.time()).isNotNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<13>1 2026-11-22T18:00:00Z h a - - [x user=\"anna",
                "<13>1 2026-11-22T18:00:00Z h a - - [x user=anna] text",
                "<13>1 2026-11-22T18:00:00Z h a - - [",
                "<13>1 2026-11-22T18:00:00Z h a - - [x a=\"\\",
                "<13>1 2026-11-22T18:00:00Z h a - - [x user=\"ev\\\"e\\]\"][y]text"
            })
    void brokenStructuredDataIsMessage(String message) {
        assertThat(read(message).blank()).isFalse();
        assertThat(read(message).time()).isNotNull();
    }

    @Test
    void anEmptyMessageIsBlank() {
        assertThat(read("<13>1 2026-11-22T18:00:00Z h a - - -").blank()).isTrue();
        assertThat(read("<13>Nov 22 18:00:00 h a: ").blank()).isTrue();
        assertThat(read("").blank()).isTrue();
    }

    @Test
    void nothingThatComesThrows() {
        long seed = 20_261_122;
        Random random = new Random(seed);
        byte[] whole = "<34>1 2003-10-11T22:14:15.003Z m su 1 ID47 [a@1 user=\"x\"] \u00ef\u00bb\u00bf'su root' failed"
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = whole.clone();
            for (int change = random.nextInt(6); change >= 0; change--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            byte[] cut = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length + 1));
            assertThat(Syslog.read(cut, ARRIVED, ZoneOffset.UTC).raw())
                    .as("seed %d", seed)
                    .isEqualTo(cut);
        }
    }

    private static Foreign read(String message) {
        return Syslog.read(message.getBytes(StandardCharsets.ISO_8859_1), ARRIVED, ZoneOffset.UTC);
    }
}
