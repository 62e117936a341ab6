package dev.bastide.record.forward;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.LogFeed.Fed;
import dev.bastide.audit.LogFeed.Mark;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.record.forward.Receivers.Got;
import dev.bastide.record.forward.Receivers.Syslog;
import dev.bastide.record.forward.Receivers.Syslog.Manner;
import dev.bastide.record.forward.Receivers.Webhook;
import dev.bastide.testing.TestCertificate;
import dev.bastide.testing.TestClock;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What goes out, byte by byte, and that only what was taken counts as taken. */
class OutletTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(US_ASCII);
    private static final Instant TIME = Instant.parse("2026-11-22T08:00:00.123456Z");

    private final TestClock clock = new TestClock();
    private final Outlet outlet = new Outlet(new Allowed("127.0.0.0/8"), clock, Duration.ofSeconds(2));

    @Test
    void aWebhookGetsLinesThatItsSecretSigned() throws Exception {
        try (Webhook webhook = new Webhook()) {
            outlet.send(webhook(webhook), delivery(3, "said \"so\"\n\u202e"));

            Got got = webhook.got.getFirst();
            assertThat(got.id()).isEqualTo("bastide-1-0-1-3");
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
            String signed = got.id() + "." + got.timestamp() + "." + got.body();
            assertThat(got.signature())
                    .isEqualTo("v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(UTF_8))));
            assertThat(Long.parseLong(got.timestamp()))
                    .isCloseTo(clock.instant().getEpochSecond(), org.assertj.core.data.Offset.offset(5L));
            assertThat(got.keyId()).isEqualTo(Secret.ofBytes(KEY).keyId()).hasSize(8);
            List<String> lines = got.body().lines().toList();
            assertThat(lines).hasSize(3);
            JsonNode line = JsonMapper.builder().build().readTree(lines.get(1));
            assertThat(line.get("index").asLong()).isEqualTo(1);
            assertThat(line.get("content").asString()).isEqualTo("said \"so\"\n\u202e");
            assertThat(List.of("tag", "time", "operation", "user_id", "user_name", "user_group", "ip_address"))
                    .allSatisfy(field -> assertThat(line.hasNonNull(field)).isTrue());
            assertThat(line.get("method").asString()).isEqualTo("console");
            assertThat(line.get("result").asString()).isEqualTo("refused");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Webhook.Answer.class,
            names = {"FAILS", "HANGS", "REDIRECTS", "TALKS"})
    void whatABadWebhookDoesIsNoAcknowledgement(Webhook.Answer answer) throws Exception {
        try (Webhook webhook = new Webhook()) {
            webhook.answer = answer;

            assertThatThrownBy(() -> outlet.send(webhook(webhook), delivery(1, "x")))
                    .isInstanceOf(NotDelivered.class);
            assertThat(webhook.refused).doesNotContain("/records/elsewhere");
        }
    }

    @Test
    void aWebhookOfAnotherAuthorityGetsNothing() throws Exception {
        try (Webhook webhook = new Webhook()) {
            Target target = target(Target.Kind.WEBHOOK, webhook.address(), new TestCertificate().pem());

            assertThatThrownBy(() -> outlet.send(target, delivery(1, "x"))).isInstanceOf(NotDelivered.class);
            assertThat(webhook.got).isEmpty();
        }
    }

    @Test
    void syslogHasTheTenFieldsInItsStructuredData() throws Exception {
        try (Syslog syslog = Syslog.plain(Manner.READS)) {
            outlet.send(
                    target(Target.Kind.SYSLOG, syslog.address(), ""), delivery(2, "a \"b\" [c] \\d\nGr\u00fc\u00dfe"));

            assertThat(syslog.messages).hasSize(2);
            assertThat(syslog.messages.getFirst())
                    .startsWith(
                            "<108>1 2026-11-22T08:00:00.123456Z bastide bastide - operation.request [bastide@32473 ")
                    .contains(
                            " tag=\"operation\"",
                            " time=\"2026-11-22T08:00:00.123456Z\"",
                            " operation=\"operation.request\"",
                            " user_id=\"carl\"",
                            " user_name=\"Carl C.\"",
                            " user_group=\"sre\"",
                            " ip_address=\"192.0.2.7\"",
                            " method=\"console\"",
                            " content=\"a \\\"b\\\" [c\\] \\\\d\nGr\u00fc\u00dfe\"",
                            " result=\"refused\"",
                            " index=\"0\"")
                    .contains("] \ufeffoperation.request refused: a \"b\"");
        }
    }

    @Test
    void syslogOverTlsTrustsTheAuthorityThatWasGiven() throws Exception {
        TestCertificate certificate = new TestCertificate();
        try (Syslog syslog = Syslog.secured(certificate)) {
            outlet.send(target(Target.Kind.SYSLOG_TLS, syslog.address(), certificate.pem()), delivery(200, "y"));
            assertThat(syslog.messages).hasSize(200);

            Target other = target(Target.Kind.SYSLOG_TLS, syslog.address(), new TestCertificate().pem());
            assertThatThrownBy(() -> outlet.send(other, delivery(1, "z"))).isInstanceOf(NotDelivered.class);
            assertThat(syslog.messages).hasSize(200);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Manner.class,
            names = {"DIES", "HANGS", "TALKS"})
    void aSyslogServerThatDoesNotReadToTheEndAcknowledgesNothing(Manner manner) throws Exception {
        try (Syslog syslog = Syslog.plain(manner)) {
            Target target = target(Target.Kind.SYSLOG, syslog.address(), "");

            assertThatThrownBy(() -> outlet.send(target, delivery(256, "y".repeat(20_000))))
                    .isInstanceOf(NotDelivered.class);
        }
    }

    @Test
    void nobodyThereIsNoAcknowledgement() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        Target target = target(Target.Kind.SYSLOG, "127.0.0.1:" + port, "");

        assertThatThrownBy(() -> outlet.send(target, delivery(1, "x"))).isInstanceOf(NotDelivered.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "localhost"})
    void thisMachineAndItsNeighboursAreNotAllowed(String host) {
        assertThatThrownBy(() -> new Allowed("").of(host))
                .isInstanceOf(NotDelivered.class)
                .hasMessageContaining("not-allowed");
    }

    @Test
    void noAddressOfThisMachineIsAllowed() throws Exception {
        List<String> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .map(InetAddress::getHostAddress)
                .toList();
        assertThat(own)
                .isNotEmpty()
                .allSatisfy(address ->
                        assertThatThrownBy(() -> new Allowed("").of(address)).hasMessageContaining("not-allowed"));
        assertThat(new Allowed("").of("203.0.113.9").getHostAddress()).isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @CsvSource({"10.1.2.3, true", "10.2.2.3, false", "192.0.2.9, true", "192.0.2.10, false", "2001:db8::7, true"})
    void whereRangesAreNamedThoseAlone(String host, boolean allowed) throws Exception {
        Allowed ranges = new Allowed("10.1.0.0/16, 192.0.2.9,2001:db8::/32");

        if (allowed) {
            assertThat(ranges.of(host).getHostAddress()).isNotBlank();
        } else {
            assertThatThrownBy(() -> ranges.of(host)).isInstanceOf(NotDelivered.class);
        }
    }

    @Test
    void aSecretIsNotTold() {
        assertThat(Secret.of("whsec_" + Base64.getEncoder().encodeToString(KEY))
                        .orElseThrow()
                        .toString())
                .doesNotContain("0123")
                .contains(Secret.ofBytes(KEY).keyId());
        assertThat(Secret.of("short")).isEmpty();
        assertThat(Secret.of("no base64 at all, however long it may be")).isEmpty();
    }

    private static Target webhook(Webhook webhook) {
        return target(Target.Kind.WEBHOOK, webhook.address(), webhook.certificate.pem());
    }

    private static Target target(Target.Kind kind, String address, String authority) {
        return new Target(
                UUID.randomUUID(),
                "siem",
                kind,
                address,
                authority,
                kind == Target.Kind.WEBHOOK ? Secret.ofBytes(KEY) : Secret.NONE,
                Duration.ofMinutes(15),
                new PersonId(UUID.randomUUID()),
                Optional.empty(),
                Target.State.RUNNING);
    }

    private static Delivery delivery(int count, String content) {
        List<Delivery.Item> items = IntStream.range(0, count)
                .mapToObj(index -> (Delivery.Item) new Delivery.Item.One(fed(index, content)))
                .toList();
        return new Delivery(new Mark(1, 0), new Mark(1, count), items);
    }

    private static Fed fed(long index, String content) {
        Actor actor = new Actor(
                Actor.Kind.PERSON,
                new PersonId(UUID.randomUUID()),
                "carl",
                "Carl C.",
                "sre",
                "192.0.2.7",
                AccessMethod.CONSOLE,
                "web");
        AuditRecord entry = AuditRecord.of(TIME, actor, Tag.OPERATION, "operation.request", content, Result.REFUSED);
        return new Fed(1, index, UUID.randomUUID(), entry, content.getBytes(UTF_8), "program", null, TIME);
    }
}
