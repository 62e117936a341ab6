package dev.bastide;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bastide.testing.Program;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code ./bastide} says to whoever typed something wrong: what is wrong, what it would be, and where it stands. */
class CommandWordsTest {
    private static final Path CLI = Path.of("../bastide").toAbsolutePath().normalize();
    private static final String PROBLEM =
            "{\"type\":\"unauthorized\",\"title\":\"Not signed in\",\"status\":401,\"detail\":\"Nobody is signed in.\"}";

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            operation | operation wants a verb: request, edit, approve | operation --help
            operation aprove OP-000001 | operation has no verb aprove. It has: request | operation --help
            operation request --host /a/b --reason x | --account is missing | operation request --help
            operation request --host /a/b --reason x | --window is missing: how long it may take: 30m, 2h, 1d | --help
            operation show | operation show wants an id, such as OP-000123 | operation show --help
            operation show OP-000001 OP-000002 | Nothing reads the word: OP-000002 | operation show --help
            operation list --all | Unknown option: --all | operation list --help
            operation list --reason | --reason wants a value | operation list --help
            operation settle OP-000001 --outcome perhaps | --outcome is done or failed, not: perhaps | operation settle
            operation extend OP-000001 | --reason is missing: why | operation extend --help
            session show | session list prints them | session show --help
            audit serach | audit has no verb serach. It has: search | audit --help
            person change-duty carl | ./bastide person change-duty carl auditor | person change-duty --help
            source | source wants a verb: list, show, add, token, revoke | source --help
            source show | source show wants a name; source list prints them | source show --help
            source revoke web-logs | source revoke wants the id of the token | source revoke --help
            founding ratify | --hash is missing: of the list you read; founding show prints it | founding ratify --help
            founding ratify | --code is missing: what your authenticator shows now | founding ratify --help
            login nora | Nothing reads the word: nora | login
            lists | Unknown command: lists | ./bastide help
            """)
    void wrongInputIsToldWithWhatItWouldBe(String words, String told, String help) throws Exception {
        Program.Result wrong = bastide(Map.of(), words.split(" ", -1));

        assertThat(wrong.exit()).isEqualTo(2);
        assertThat(wrong.err()).contains(told, "See: ./bastide", help).doesNotContain("curl");
        assertThat(wrong.out()).isEmpty();
    }

    @Test
    void nobodyThereIsToldWithHowToStart() throws Exception {
        Program.Result away = bastide(Map.of("BASTIDE_URL", "http://localhost:1"), "operation", "list");

        assertThat(away.exit()).isEqualTo(4);
        assertThat(away.err())
                .contains("http://localhost:1", "./run", "BASTIDE_URL")
                .doesNotContain("curl");
    }

    @Test
    void whoIsNotLetInIsToldHowToGetAToken() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = PROBLEM.getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().set("X-Bastide-Exit", "3");
                exchange.sendResponseHeaders(401, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        String url = "http://localhost:" + server.getAddress().getPort();
        try {
            Program.Result none = bastide(Map.of("BASTIDE_URL", url), "person", "list");
            assertThat(none.exit()).isEqualTo(3);
            assertThat(none.err())
                    .contains("Nobody is signed in.", "BASTIDE_TOKEN is not set", "bastide login --login");

            Program.Result old =
                    bastide(Map.of("BASTIDE_URL", url, "BASTIDE_TOKEN", "bst_expired"), "operation", "list");
            assertThat(old.exit()).isEqualTo(3);
            assertThat(old.err())
                    .contains("wrong, has expired or was revoked", "bastide login --login")
                    .doesNotContain("bst_expired");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aSearchThatStoppedEarlyIsNotDone() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4);
        server.createContext("/", exchange -> {
            try (exchange) {
                boolean on = String.valueOf(exchange.getRequestURI().getQuery()).contains("after=77");
                if (!on) {
                    exchange.getResponseHeaders().set("X-Bastide-Next", "77");
                }
                byte[] body = "found\n".getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        Map<String, String> here =
                Map.of("BASTIDE_URL", "http://localhost:" + server.getAddress().getPort(), "BASTIDE_TOKEN", "bst_x");
        try {
            Program.Result early = bastide(here, "audit", "search", "--user", "carl");
            assertThat(early.exit()).isEqualTo(4);
            assertThat(early.out()).contains("found");
            assertThat(early.err()).contains("go on with --after 77");
            assertThat(bastide(here, "audit", "search", "--user", "carl", "--after", "77")
                            .exit())
                    .isZero();
        } finally {
            server.stop(0);
        }
    }

    private static Program.Result bastide(Map<String, String> environment, String... words) throws Exception {
        List<String> command = new ArrayList<>(
                List.of("env", "-u", "BASTIDE_HOME", "-u", "BASTIDE_URL", "-u", "BASTIDE_TOKEN", "-u", "BASTIDE_CA"));
        environment.forEach((name, value) -> command.add(name + "=" + value));
        command.add(CLI.toString());
        command.addAll(List.of(words));
        return Program.of(command).run();
    }
}
