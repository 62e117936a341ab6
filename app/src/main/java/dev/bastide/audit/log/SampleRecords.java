package dev.bastide.audit.log;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Invented records that look real: 4,000 people of whom few do most, 20,000 addresses, a vocabulary of 20,000 words,
 * several sources, and now and then content that is not plain text. The same seed gives the same records.
 */
public final class SampleRecords {
    private static final Instant START = Instant.parse("2026-05-26T00:00:00Z");
    private static final Duration SPAN = Duration.ofDays(180);
    private static final int PEOPLE = 4_000;
    private static final int ADDRESSES = 20_000;
    private static final int WORDS = 20_000;
    private static final int FAR_TOO_LONG = 65_536;

    private static final List<String> OPERATIONS = List.of(
            "session.command",
            "session.start",
            "session.end",
            "identity.sign_in",
            "operation.request",
            "operation.approve",
            "recording.view",
            "audit.search",
            "access.refuse",
            "host.file_read");
    private static final List<Tag> TAGS = List.of(
            Tag.SESSION,
            Tag.SESSION,
            Tag.SESSION,
            Tag.SIGN_IN,
            Tag.OPERATION,
            Tag.APPROVAL,
            Tag.RECORDING,
            Tag.AUDIT,
            Tag.ACCESS,
            Tag.HOST);
    private static final List<String> GROUPS =
            List.of("platform", "payments", "shop", "storage", "network", "security", "support", "warehouse");
    private static final List<String> VERBS =
            List.of("systemctl restart", "tail -n 200", "cat", "kubectl get", "psql -c", "less", "df -h", "grep -n");

    /** Sources and how often each is met; the program itself numbers nothing. */
    private static final List<String> SOURCES =
            List.of("app", "app", "app", "app", "bastion-1", "bastion-1", "bastion-2", "agent-web-03", "syslog-core");

    private final SplittableRandom random;
    private final Zipf person = new Zipf(PEOPLE, 0.9);
    private final Zipf word = new Zipf(WORDS, 1.0);
    private final Zipf operation = new Zipf(OPERATIONS.size(), 1.0);
    private final Map<String, Long> numbers = new HashMap<>();
    private final long count;
    private long made;

    /** The first {@code count} records fill half a year. */
    public SampleRecords(long count, long seed) {
        this.count = Math.max(count, 1);
        this.random = new SplittableRandom(seed);
    }

    /** When the last made record was logged. */
    Instant now() {
        return START.plus(SPAN.toNanos() / count * made, java.time.temporal.ChronoUnit.NANOS);
    }

    /** The next record. */
    public LogEntry next() {
        made++;
        Instant loggedAt = now();
        int who = person.next(random);
        int what = operation.next(random);
        String source = SOURCES.get(random.nextInt(SOURCES.size()));
        AuditRecord record = new AuditRecord(
                TAGS.get(what),
                loggedAt.minusNanos(random.nextLong(5_000_000, 400_000_000)),
                OPERATIONS.get(what),
                "p-%08x".formatted(who * 2_654_435_761L & 0xffffffffL),
                name(who),
                GROUPS.get(who % GROUPS.size()),
                address(who),
                what < 3 ? AccessMethod.SSH : who % 3 == 0 ? AccessMethod.API : AccessMethod.CONSOLE,
                content(what),
                result(),
                "s-" + Long.toString(made / 40 * 7_919 + who, 36),
                what == 0 ? (Long) random.nextLong(1 << 22) : null,
                "host:" + host(random.nextInt(900)),
                random.nextInt(3) == 0 ? "OP-%06d".formatted(random.nextInt(1, 90_000)) : null);
        LogEntry entry = new LogEntry(
                record,
                record.content().getBytes(StandardCharsets.UTF_8),
                new UUID(
                        loggedAt.toEpochMilli() << 16 | 0x7000 | random.nextInt(1 << 12),
                        random.nextLong() >>> 2 | 1L << 63),
                source,
                number(source),
                loggedAt);
        return special(entry);
    }

    /** Records as they rarely are, but are: other scripts, a terminal's bytes, a paste of 64 KiB. */
    private LogEntry special(LogEntry entry) {
        if (made % 50_021 == 0) {
            byte[] paste = new byte[FAR_TOO_LONG];
            for (int i = 0; i < paste.length; i++) {
                paste[i] = (byte) random.nextInt(32, 127);
            }
            return entry.withContent(paste);
        }
        if (made % 9_973 == 0) {
            return entry.withContent(new byte[] {0x1b, '[', '3', '1', 'm', (byte) 0xff, (byte) 0xfe, 0, 'x'});
        }
        if (made % 1_999 == 0) {
            return entry.withContent("重启支付网关 \u202e txt.exe \u0000 \"done\"".getBytes(StandardCharsets.UTF_8));
        }
        return entry;
    }

    private @Nullable Long number(String source) {
        return source.equals("app") ? null : numbers.merge(source, 1L, Long::sum);
    }

    private String content(int what) {
        StringBuilder text = new StringBuilder(256);
        text.append(what == 0 ? VERBS.get(random.nextInt(VERBS.size())) : "on behalf of");
        int words = 26 + random.nextInt(12);
        for (int i = 0; i < words; i++) {
            text.append(' ').append(spelled(word.next(random)));
        }
        return text.append(" #")
                .append(Long.toString(random.nextLong() >>> 20, 36))
                .toString();
    }

    private Result result() {
        int dice = random.nextInt(100);
        return dice < 94 ? Result.DONE : dice < 98 ? Result.REFUSED : Result.FAILED;
    }

    private String address(int who) {
        int at = (who * 5 + random.nextInt(5)) % ADDRESSES;
        return "10." + at / 6_400 + "." + at / 25 % 256 + "." + (at % 25 + 1);
    }

    private static String host(int n) {
        return GROUPS.get(n % GROUPS.size()) + "-" + n / GROUPS.size();
    }

    private static String name(int who) {
        String first = spelled(who + 401);
        String last = spelled(who * 7 + 97);
        return Character.toUpperCase(first.charAt(0)) + first.substring(1) + " " + Character.toUpperCase(last.charAt(0))
                + last.substring(1);
    }

    /** A word that can be said aloud, another for each number. */
    private static String spelled(int n) {
        String consonants = "bdfgklmnprstvz";
        String vowels = "aeiou";
        StringBuilder text = new StringBuilder();
        int left = n;
        do {
            text.append(consonants.charAt(left % 14)).append(vowels.charAt(left / 14 % 5));
            left /= 70;
        } while (left > 0);
        return text.append(n % 3 == 0 ? "n" : "").toString();
    }
}
