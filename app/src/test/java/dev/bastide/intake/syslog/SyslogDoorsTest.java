package dev.bastide.intake.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.alarm.Alarms;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Quarantine;
import dev.bastide.intake.Feeder;
import dev.bastide.intake.Refusals;
import dev.bastide.intake.Source;
import dev.bastide.intake.SourceKind;
import dev.bastide.intake.Tally;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** Syslog over real sockets, by senders that are told apart by their address. (A67, A114) */
@BastideTest
@Import(Feeder.class)
class SyslogDoorsTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final AtomicInteger LAST = new AtomicInteger(1);
    private static final String LINE =
            "<86>1 2026-11-22T18:00:00Z web-01 sshd 7 - - Accepted publickey for nobody from 10.1.2.3 port 7 ssh2";

    @Autowired
    private Feeder feeder;

    @Autowired
    private SyslogDoors doors;

    @Autowired
    private Quarantine quarantine;

    @Autowired
    private SourceBook book;

    @Autowired
    private Gatherer gatherer;

    @Autowired
    private Refusals refusals;

    @Autowired
    private Alarms alarms;

    @Autowired
    private ObjectProvider<SSLContext> tls;

    @Autowired
    private PlatformTransactionManager transactions;

    @Autowired
    private JdbcClient sql;

    @Value("${bastide.home}")
    private Path home;

    @SuppressWarnings("NullAway.Init")
    private Source source;

    private String address = "";

    /** A source at a loopback address of its own. */
    private void source(SourceKind kind) {
        source(kind, "127.9.0." + LAST.incrementAndGet());
    }

    private void source(SourceKind kind, String from) {
        address = from;
        source = feeder.source(kind, from);
        doors.look();
    }

    @AfterEach
    void off() {
        feeder.off(source);
        doors.look();
    }

    private int port(SourceKind kind) {
        return doors.port(kind).orElseThrow();
    }

    private void received(long count) throws Exception {
        Eventually.holds(
                count + " came of " + source.name() + ", not " + feeder.tally(source),
                SOON,
                () -> feeder.tally(source).received() == count);
    }

    private Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.ofLiteral(address), 0));
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 5_000);
        return socket;
    }

    private void send(SourceKind kind, byte[] bytes) throws IOException {
        try (Socket socket = connect(port(kind));
                OutputStream out = socket.getOutputStream()) {
            out.write(bytes);
        }
    }

    private void datagrams(String from, byte[]... all) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(from), 0))) {
            for (byte[] bytes : all) {
                socket.send(new DatagramPacket(
                        bytes, bytes.length, InetAddress.ofLiteral("127.0.0.1"), port(SourceKind.SYSLOG_UDP)));
            }
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void aDoorIsOpenOnlyWhileASourceComesByIt() {
        source(SourceKind.SYSLOG_TCP);
        assertThat(doors.port(SourceKind.SYSLOG_TCP)).isPresent();

        feeder.off(source);
        doors.look();

        assertThat(doors.port(SourceKind.SYSLOG_TCP)).isEmpty();
    }

    @Test
    void aDatagramBecomesARecordWhole() throws Exception {
        source(SourceKind.SYSLOG_UDP);

        datagrams(address, bytes(LINE), bytes("<13>no time"));
        received(2);

        AuditRecord entry = feeder.records(source).getFirst().entry();
        assertThat(entry.content()).isEqualTo(LINE);
        assertThat(entry.ipAddress()).isEqualTo("10.1.2.3");
        assertThat(entry.userName()).isEqualTo("?nobody");
        assertThat(entry.operation()).endsWith("/sshd");
        assertThat(feeder.tally(source).quarantined()).isEqualTo(1);
    }

    @Test
    void aDatagramFromElsewhereIsTurnedAwayAndRecorded() throws Exception {
        source(SourceKind.SYSLOG_UDP);

        datagrams("127.9.9.9", bytes(LINE));
        datagrams(address, bytes(LINE));
        received(1);

        assertThat(feeder.records("operation", "intake.refuse"))
                .anyMatch(stored -> stored.entry().ipAddress().equals("127.9.9.9"));
    }

    @Test
    void bothFramingsComeOverTcp() throws Exception {
        source(SourceKind.SYSLOG_TCP);
        String multi = LINE + "\nsecond line";

        send(SourceKind.SYSLOG_TCP, bytes(LINE + "\n" + multi.length() + " " + multi + LINE));
        received(3);

        assertThat(feeder.records(source))
                .extracting(stored -> stored.entry().content())
                .containsExactlyInAnyOrder(LINE, multi, LINE);
    }

    @Test
    void aCutFrameIsHeldAndCounted() throws Exception {
        source(SourceKind.SYSLOG_TCP);

        send(SourceKind.SYSLOG_TCP, bytes("500 " + LINE));
        received(1);

        assertThat(feeder.tally(source).quarantined()).isEqualTo(1);
        assertThat(quarantine.counts()).contains(new Quarantine.Held("intake:" + source.name(), 1));
    }

    @Test
    void hostileContentIsKeptToTheByteOrHeldWhole() throws Exception {
        source(SourceKind.SYSLOG_TCP);
        byte[] hostile = bytes(LINE + " NUL \0 bidi \u202E escape \u001b[2J forged \\n<86>1 X");
        hostile[hostile.length - 1] = (byte) 0xff;
        byte[] large = bytes(LINE + "x".repeat(65_536 - LINE.length()));
        byte[] tooLarge = bytes(LINE + "y".repeat(300_000));
        try (Socket socket = connect(port(SourceKind.SYSLOG_TCP));
                OutputStream out = socket.getOutputStream()) {
            for (byte[] message : new byte[][] {hostile, large, tooLarge, bytes(LINE)}) {
                out.write(bytes(message.length + " "));
                out.write(message);
            }
        }
        received(6);

        assertThat(feeder.tally(source).recorded()).isEqualTo(3);
        assertThat(feeder.tally(source).quarantined())
                .as("in pieces, none of them dropped")
                .isEqualTo(3);
        assertThat(feeder.records(source))
                .extracting(stored -> stored.entry().content())
                .contains(new String(hostile, StandardCharsets.UTF_8), new String(large, StandardCharsets.UTF_8));
    }

    @Test
    void anEncryptedStreamIsReadUnderTheCertificateOfTheConsole() throws Exception {
        source(SourceKind.SYSLOG_TLS);
        try (Socket plain = connect(port(SourceKind.SYSLOG_TLS));
                Socket socket = trusting().getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
                OutputStream out = socket.getOutputStream()) {
            out.write(bytes(LINE.length() + " " + LINE));
            out.flush();
            received(1);
        }

        send(SourceKind.SYSLOG_TLS, bytes(LINE + "\n"));
        Eventually.holds(
                "plain text is turned away",
                SOON,
                () -> feeder.records("operation", "intake.refuse").stream()
                        .anyMatch(stored -> stored.entry().ipAddress().equals(address)));
        assertThat(feeder.tally(source).received()).isEqualTo(1);
    }

    private SSLContext trusting() throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        try (var in = Files.newInputStream(home.resolve("tls/certificate.pem"))) {
            store.setCertificateEntry(
                    "door", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    @Test
    void aStreamThatFloodsIsSlowedAndLosesNothing() throws Exception {
        source(SourceKind.SYSLOG_TCP);
        String all =
                IntStream.range(0, 8_000).mapToObj(i -> LINE + " " + i + "\n").collect(Collectors.joining());

        send(SourceKind.SYSLOG_TCP, bytes(all));

        received(8_000);
        Tally tally = feeder.tally(source);
        assertThat(tally.recorded()).isEqualTo(8_000);
        assertThat(tally.lost()).isZero();
    }

    @Test
    void realClientsAreUnderstood() throws Exception {
        source(SourceKind.SYSLOG_TCP, "127.0.0.1");
        String tcp = Integer.toString(port(SourceKind.SYSLOG_TCP));
        logger("--tcp", "--port", tcp, "--rfc5424", "--id=7", "-t", "deploy", "new style");
        logger("--tcp", "--port", tcp, "--rfc3164", "-p", "auth.info", "-t", "sshd", "old style");
        logger("--tcp", "--port", tcp, "--octet-count", "--rfc5424", "-t", "deploy", "counted");
        received(3);
        assertThat(feeder.tally(source).recorded()).as("none in quarantine").isEqualTo(3);
        off();

        source(SourceKind.SYSLOG_UDP, "127.0.0.1");
        logger("--udp", "--port", Integer.toString(port(SourceKind.SYSLOG_UDP)), "-t", "deploy", "by datagram");
        received(1);
        assertThat(feeder.records(source).getFirst().entry().operation()).endsWith("/deploy");
    }

    @Test
    void aDoorThatCannotBeOpenedIsAnAlarmUntilItCan() throws Exception {
        source(SourceKind.SYSLOG_TCP);
        SyslogDoors own;
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = Integer.toString(taken.getLocalPort());
            SyslogPorts ports = new SyslogPorts("127.0.0.1", "off", port, "off", false);
            own = new SyslogDoors(ports, book, gatherer, refusals, alarms, tls, transactions);
            own.look();
            own.look();
            assertThat(alarmed()).hasSize(1);
        }

        own.look();
        assertThat(own.port(SourceKind.SYSLOG_TCP)).isPresent();
        assertThat(alarmed()).isEmpty();
        own.stop();
    }

    private List<String> alarmed() {
        return sql.sql("select object from alarm.alarm where kind = 'intake.door-shut' and not closed")
                .query((row, number) -> row.getString("object"))
                .list();
    }

    private static void logger(String... words) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("logger", "--server", "127.0.0.1"));
        command.addAll(List.of(words));
        Program.of(command).run().ok();
    }
}
