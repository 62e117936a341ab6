package dev.bastide.portal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Company;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.TestPropertySource;

/** What {@code ./bastide setup} and {@code recover} answer on the server itself: words for people, JSON for machines. */
@BastideTest
@TestPropertySource(properties = "bastide.test.own-installation=local-words")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LocalApiTest {
    private static final String WORDS = "text/plain, application/problem+json";

    private final int port;
    private final Path home;

    @Autowired
    LocalApiTest(@LocalServerPort int port, @Value("${bastide.home}") Path home) {
        this.port = port;
        this.home = home;
    }

    @Test
    @Order(1)
    void aMistakeOfTheFileIsNamedByItsPlace() throws Exception {
        HttpResponse<String> answer = send("setup", "text/plain", "schema: 1\npeople: nobody\n", WORDS);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("X-Bastide-Exit")).hasValue("2");
        assertThat(answer.body()).contains("people must be a list");
    }

    @Test
    @Order(2)
    void setUpSaysWhatWasFoundedAndWhatIsNext() throws Exception {
        HttpResponse<String> answer = send("setup", "text/plain", Company.setupFile(""), WORDS);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("Founded: 6 people")
                .contains("Next: two others sign in")
                .doesNotContain("{", "Nothing on production is possible yet");
    }

    @Test
    @Order(3)
    void onlyAnEmptyInstallationIsFounded() throws Exception {
        HttpResponse<String> answer = send("setup", "text/plain", Company.setupFile(""), WORDS);

        assertThat(answer.headers().firstValue("X-Bastide-Exit")).hasValue("3");
        assertThat(answer.body()).contains("empty installation");
    }

    @Test
    @Order(4)
    void recoverSaysWhereTheFirstAdministratorBegins() throws Exception {
        String body = "{\"reason\": \"the authenticators of all were lost\"}";

        assertThat(send("recover", "application/json", body, WORDS).body())
                .startsWith("Founding is open again.")
                .containsPattern("(?m)^First administrator: https?://[^ ]+/first-administrator/[a-z2-7]{20,}$");
        assertThat(send("recover", "application/json", body, "application/json, application/problem+json")
                        .body())
                .startsWith("{\"first_administrator\":\"/first-administrator/");
    }

    private HttpResponse<String> send(String verb, String type, String body, String accept) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/local/" + verb))
                            .header("Content-Type", type)
                            .header("Accept", accept)
                            .header(
                                    "X-Bastide-Local",
                                    Files.readString(home.resolve(LocalSecret.NAME))
                                            .strip())
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
