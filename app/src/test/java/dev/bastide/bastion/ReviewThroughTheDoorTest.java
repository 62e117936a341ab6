package dev.bastide.bastion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.Browser;
import dev.bastide.testing.Eventually;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A112 with a real session: its recording is an item, and a verdict counts once its reviewer has opened it. */
@OnStage
class ReviewThroughTheDoorTest {
    private static final String YES = "{\"verdict\":\"in-order\",\"checklist\":\"0\",\"answers\":\"yes,yes,yes,yes\"}";

    @Autowired
    Stage stage;

    @LocalServerPort
    int port;

    @Test
    void aRecordingIsDrawnAndJudgedOnlyByWhoOpenedIt() throws Exception {
        Stage.Person anna = stage.operator();
        stage.ssh(anna, "lab-01", stage.code(anna), List.of(), "echo reviewed")
                .run()
                .ok();
        Session session = stage.over(anna, Duration.ofSeconds(5));
        Browser aud = stage.browser(stage.aud, port);
        Browser.Answer opened = aud.post("/record/campaigns", "node", "/", "days", "2");
        String api = "/api/v1/audit/campaigns/" + opened.location().replaceFirst(".*/", "");
        Pattern item = Pattern.compile(
                "\"number\":(\\d+),\"origin\":\"[a-z]+\",\"kind\":\"session\",\"object\":\"" + session.id() + "\"");
        Eventually.holds(
                "the campaign is drawn",
                Duration.ofSeconds(60),
                () -> item.matcher(aud.get(api).body()).find());
        Matcher found = item.matcher(aud.get(api).body());
        assertThat(found.find()).isTrue();
        String verdict = api + "/items/" + found.group(1) + "/verdict";

        Browser.Answer early = aud.json("POST", verdict, YES);
        assertThat(early.status()).as(early.body()).isEqualTo(403);
        assertThat(early.body()).contains("have not opened it");
        assertThat(aud.get("/sessions/" + session.id() + "/events").status()).isEqualTo(200);

        Browser.Answer judged = aud.json("POST", verdict, YES);
        assertThat(judged.status()).as(judged.body()).isEqualTo(200);
    }
}
