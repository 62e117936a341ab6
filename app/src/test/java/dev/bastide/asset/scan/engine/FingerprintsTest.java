package dev.bastide.asset.scan.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.TestCertificate;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is heard from services, well-meaning and not. */
@Timeout(60)
class FingerprintsTest {
    private static final String HERE = "127.0.0.1";

    private static Service look(int port) {
        ScanScope scope = new ScanScope(Ranges.of(List.of("127.0.0.0/8")), Ranges.none(), Ports.of("1-65535"));
        try (ProbeGate gate =
                new ProbeGate(scope, new ScanRate(2_000, 2_000, 2_000), () -> true, (address, at) -> {})) {
            return new Fingerprints(gate, Rulebook.own()).of(Address.of(HERE), port);
        }
    }

    @Test
    void servicesThatSpeakFirstAreKnown() {
        try (ListeningLab lab = new ListeningLab()) {
            Map<Integer, List<String>> expected = Map.of(
                    lab.says(HERE, "SSH-2.0-OpenSSH_9.6p1 Ubuntu-3\r\n"), List.of("ssh", "OpenSSH", "9.6p1"),
                    lab.says(HERE, "220 (vsFTPd 3.0.5)\r\n"), List.of("ftp", "vsftpd", "3.0.5"),
                    lab.says(HERE, "220 mx.example.org ESMTP Postfix (Debian)\r\n"),
                            List.of("smtp", "Postfix", "Debian"),
                    lab.says(HERE, "220 mx.example.org ESMTP Exim 4.97 Sun\r\n"), List.of("smtp", "Exim", "4.97"),
                    lab.says(HERE, "+OK Dovecot ready.\r\n"), List.of("pop3", "Dovecot", ""),
                    lab.says(HERE, "* OK [CAPABILITY IMAP4rev1] Dovecot ready.\r\n"), List.of("imap", "Dovecot", ""),
                    lab.says(HERE, mysql("8.0.36")), List.of("mysql", "MySQL", "8.0.36"),
                    lab.says(HERE, mysql("5.5.5-10.11.6-MariaDB-0+deb12u1")), List.of("mysql", "MariaDB", "10.11.6"),
                    lab.says(HERE, "@RSYNCD: 31.0\n"), List.of("rsync", "rsync", ""));

            expected.forEach((port, wanted) -> {
                Service service = look(port);
                assertThat(List.of(service.protocol(), service.product(), service.version()))
                        .isEqualTo(wanted);
            });
        }
    }

    private static String mysql(String version) {
        String body = "\n" + version + "\0" + "12345678abcdefgh\0rest";
        return (char) body.length() + "\0\0\0" + body;
    }

    @Test
    void servicesThatWaitAreAsked() {
        try (ListeningLab lab = new ListeningLab()) {
            Service web = look(lab.answers(
                    HERE,
                    "GET / ",
                    "HTTP/1.1 200 OK\r\nServer: nginx/1.24.0\r\n\r\n<html><TITLE>Wiki &amp; more</TITLE>"));
            Service exporter = look(
                    lab.answers(HERE, "GET / ", "HTTP/1.1 200 OK\r\n\r\n<html><title>Node Exporter</title></html>"));
            Service redis = look(lab.does(HERE, socket -> {
                byte[] asked = new byte[200];
                String text = new String(
                        asked,
                        0,
                        Math.max(0, socket.getInputStream().read(asked)),
                        java.nio.charset.StandardCharsets.ISO_8859_1);
                socket.getOutputStream()
                        .write(ListeningLab.bytes(
                                text.startsWith("INFO")
                                        ? "$40\r\n# Server\r\nredis_version:7.2.4\r\n"
                                        : "-ERR unknown command 'GET'\r\n"));
            }));
            Service postgres = look(lab.answers(HERE, "\0\0\0\u0008", "N"));
            Service memcached = look(lab.answers(HERE, "version", "VERSION 1.6.23\r\n"));

            assertThat(web.title()).isEqualTo("Wiki &amp; more");
            assertThat(web.product() + web.version() + web.cpe()).isEqualTo("nginx1.24.0cpe:/a:f5:nginx:1.24.0");
            assertThat(exporter.product()).isEqualTo("node_exporter");
            assertThat(redis.product() + redis.version()).isEqualTo("Redis7.2.4");
            assertThat(redis.banner()).isEqualTo("redis_version:7.2.4");
            assertThat(postgres.product()).isEqualTo("PostgreSQL");
            assertThat(memcached.product() + memcached.version()).isEqualTo("Memcached1.6.23");
        }
    }

    @Test
    void anUnknownTongueIsUnknown() {
        try (ListeningLab lab = new ListeningLab()) {
            Service service = look(lab.says(HERE, "\u0001\u0002hello \u001b[31m\u0007there\r\n"));

            assertThat(service.protocol()).isEqualTo(Service.UNKNOWN);
            assertThat(service.banner()).isEqualTo("··hello ·[31m·there");
        }
    }

    @Test
    void hostileBannersCostLittle() {
        byte[] noise = new byte[10 << 20];
        new Random(7).nextBytes(noise);
        byte[] evil = ListeningLab.bytes("SSH-2.0-" + "a".repeat(1 << 20));
        try (ListeningLab lab = new ListeningLab()) {
            List<Integer> ports = List.of(
                    lab.does(HERE, socket -> socket.getOutputStream().write(noise)),
                    lab.does(HERE, socket -> socket.getOutputStream().write(evil)),
                    lab.does(HERE, FingerprintsTest::endless),
                    lab.does(HERE, FingerprintsTest::dripping),
                    lab.does(HERE, socket -> {}));
            long before = System.nanoTime();

            assertThat(ports.parallelStream().map(port -> look(port).banner().length()))
                    .allSatisfy(length -> assertThat(length).isLessThanOrEqualTo(Banner.CHARACTERS_MAX));

            assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(45));
        }
    }

    private static void endless(java.net.Socket socket) throws IOException {
        OutputStream out = socket.getOutputStream();
        byte[] much = new byte[4_096];
        Arrays.fill(much, (byte) 'x');
        while (!socket.isClosed()) {
            out.write(much);
        }
    }

    private static void dripping(java.net.Socket socket) throws IOException {
        for (int i = 0; i < 400; i++) {
            socket.getOutputStream().write('y');
            LockSupport.parkNanos(50_000_000L);
        }
    }

    @Test
    void aPatternThatWouldLookForeverIsStopped() {
        Pattern evil = Pattern.compile("^(a+)+$");
        long before = System.nanoTime();

        assertThat(LinearText.find(evil, "a".repeat(1_000) + "!")).isEmpty();
        assertThat(LinearText.find(evil, "aaaa")).isPresent();

        assertThat(System.nanoTime() - before).isLessThan(2_000_000_000L);
    }

    @Test
    void aDeviceAnswersByDatagram() throws Exception {
        try (DatagramSocket device = new DatagramSocket(0, InetAddress.ofLiteral(HERE))) {
            Thread.ofVirtual().start(() -> answer(device));
            ScanScope scope =
                    new ScanScope(Ranges.of(List.of(HERE)), Ranges.none(), Ports.of("udp:" + device.getLocalPort()));
            try (ProbeGate gate = new ProbeGate(scope, ScanRate.USUAL, () -> true, (address, port) -> {})) {
                Service service = new Fingerprints(gate, Rulebook.own())
                        .snmp(Address.of(HERE), device.getLocalPort(), "public")
                        .orElseThrow();

                assertThat(service.banner()).isEqualTo("Linux gate 6.1.0-18");
                assertThat(service.facts())
                        .containsEntry("snmp.name", "gate")
                        .containsEntry("snmp.object-id", "1.3.6.1.4.1.8072");
            }
        }
    }

    private static void answer(DatagramSocket device) {
        try {
            DatagramPacket asked = new DatagramPacket(new byte[1_500], 1_500);
            device.receive(asked);
            byte[] said = tlv(
                    0x30,
                    tlv(2, 1),
                    tlv(4, "public"),
                    tlv(
                            0xa2,
                            tlv(2, 0x42, 0x53),
                            tlv(2, 0),
                            tlv(2, 0),
                            tlv(
                                    0x30,
                                    tlv(0x30, oid(1), tlv(4, "Linux gate 6.1.0-18")),
                                    tlv(0x30, oid(2), tlv(6, 0x2b, 6, 1, 4, 1, 0xbf, 8)),
                                    tlv(0x30, oid(5), tlv(4, "gate")))));
            device.send(new DatagramPacket(said, said.length, asked.getSocketAddress()));
        } catch (IOException e) {
            Thread.onSpinWait();
        }
    }

    private static byte[] oid(int last) {
        return tlv(6, 0x2b, 6, 1, 2, 1, 1, last, 0);
    }

    private static byte[] tlv(int tag, int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return tlv(tag, new byte[][] {bytes});
    }

    private static byte[] tlv(int tag, String text) {
        return tlv(tag, new byte[][] {ListeningLab.bytes(text)});
    }

    private static byte[] tlv(int tag, byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int length = Arrays.stream(parts).mapToInt(part -> part.length).sum();
        out.write(tag);
        out.write(length);
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    @Test
    void noAnswerOfSnmpIsTrustedInItsLengths() {
        Random random = new Random(99);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = new byte[random.nextInt(60)];
            random.nextBytes(bytes);
            if (bytes.length > 0) {
                bytes[0] = 0x30;
            }
            assertThat(Snmp.answer(bytes)).isEmpty();
        }
    }

    @Test
    void whatIsShownUnderTlsIsRead() {
        ServerSocketFactory tls = new TestCertificate().serverContext().getServerSocketFactory();
        String page = "HTTP/1.1 200 OK\r\nServer: Apache/2.4.58\r\n\r\n<title>Inside</title>";
        try (ListeningLab lab = new ListeningLab()) {
            int port = lab.does(HERE, tls, 0, ListeningLab.answering("GET / ", page));

            Service service = look(port);

            TlsShown shown = Objects.requireNonNull(service.tls());
            assertThat(shown.subject()).isEqualTo("CN=mail.test");
            assertThat(shown.names()).containsExactly("127.0.0.1");
            assertThat(shown.sha256()).hasSize(64);
            assertThat(service.product() + service.version() + service.title()).isEqualTo("HTTPD2.4.58Inside");
        }
    }
}
