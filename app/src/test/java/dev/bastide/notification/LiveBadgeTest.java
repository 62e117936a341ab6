package dev.bastide.notification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import dev.bastide.testing.TestPeople;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The badge is live: an open page hears of a notice once its act is committed, and only its reader's page. */
@BastideTest
class LiveBadgeTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    @LocalServerPort
    private int port;

    @Autowired
    private TestPeople somebody;

    @Autowired
    private Notifications notifications;

    @Autowired
    private PlatformTransactionManager transactions;

    @Test
    void anOpenPageHearsOfItsOwnNoticesAtOnce() throws Exception {
        TestPeople.Someone reader = somebody.with("operator");
        TestPeople.Someone other = somebody.with("operator");
        try (HttpClient client = HttpClient.newHttpClient()) {
            List<String> heard = listen(client, reader.browser(port));
            List<String> heardByOther = listen(client, other.browser(port));
            Eventually.holds(
                    "both pages listen",
                    SOON,
                    () -> heard.contains("data:hello") && heardByOther.contains("data:hello"));

            tell(reader, true);
            assertThat(heard).doesNotContain("data:notices");
            tell(reader, false);

            Eventually.holds("the page heard of it", SOON, () -> heard.contains("data:notices"));
            assertThat(heardByOther).doesNotContain("data:notices");
            client.shutdownNow();
        }
    }

    @Test
    void theBadgeCountsWhatIsUnread() {
        TestPeople.Someone reader = somebody.with("operator");
        Browser browser = reader.browser(port);
        tell(reader, false);

        assertThat(browser.get("/live/counts").body()).contains("\"/notices\":1");
    }

    private void tell(TestPeople.Someone reader, boolean rollBack) {
        Notice notice = new Notice(
                new NoticeKind("test.ordinary", false),
                List.of(reader.id()),
                "notification.unread-security",
                List.of("Ann", "today"),
                "");
        new TransactionTemplate(transactions).executeWithoutResult(status -> {
            notifications.tell(notice);
            if (rollBack) {
                status.setRollbackOnly();
            }
        });
    }

    private List<String> listen(HttpClient client, Browser browser) {
        List<String> heard = new CopyOnWriteArrayList<>();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/live"))
                .header("Cookie", "bastide=" + browser.cookie("bastide"))
                .build();
        CompletableFuture<Void> _ = client.sendAsync(request, HttpResponse.BodyHandlers.ofLines())
                .thenAccept(answer -> answer.body().forEach(heard::add));
        return heard;
    }
}
