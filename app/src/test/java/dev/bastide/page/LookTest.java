package dev.bastide.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.authority.Reason;
import dev.bastide.testing.Chromium;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Every component in a real browser, with kind and with unkind content: no complaint, no sideways scrolling. */
class LookTest {
    private static final String LONG = "a-host-name-that-somebody-made-two-hundred-characters-long-"
            .repeat(4)
            .substring(0, 200);

    private static final List<Tone> TONES = List.of(Tone.values());

    private record Row(int number, String name, String node, Chip chip, Instant at) {}

    private static final Listing<Row> ROWS = Listing.<Row>of("look.hosts")
            .search("q")
            .choice("state", "pinned", "proposed")
            .sorted("name", row -> Cell.text(row.name()))
            .column("node", row -> Cell.text(row.node()))
            .column("state", row -> new Cell.State(row.chip()))
            .column("sessions", row -> Cell.number(row.number() * 1234L))
            .sorted("seen", row -> Cell.time(row.at()))
            .column("id", row -> Cell.code("0198c7c2-%04d".formatted(row.number())))
            .opens(row -> "/object")
            .firstStep("/form")
            .create("/form");

    @Test
    void everyComponentHoldsInBothWidthsAndShades() throws Exception {
        try (Gallery gallery = new Gallery();
                Chromium browser = Chromium.start()) {
            hang(gallery);
            for (String name : List.of("list", "list-zh", "empty", "object", "decision", "refused", "form", "door")) {
                browser.go(gallery.address(name));
                browser.picture("look-" + name);

                assertThat(browser.overflows(390))
                        .as(name + " is too wide for a phone")
                        .isFalse();
                assertThat(browser.overflows(1280)).as(name + " is too wide").isFalse();
            }

            assertThat(browser.complaints()).isEmpty();
        }
    }

    private static void hang(Gallery gallery) {
        Page page = Gallery.page(Locale.ENGLISH, "/list", true);
        gallery.hang("list", "page/list", page, Map.of("view", view(false)));
        gallery.hang("list-zh", "page/list", Gallery.page(Locale.CHINESE, "/list", true), Map.of("view", view(false)));
        gallery.hang("empty", "page/list", page, Map.of("view", view(true)));
        gallery.hang(
                "refused",
                "page/refused",
                page,
                Map.of("refusal", new Refusal("POST /operations", Reason.of("page.gate.no-rule", "A44", "/"))));
        gallery.compose("object", page, object(gallery, page));
        gallery.compose(
                "decision",
                page,
                List.of(new Gallery.Part(
                        "page/decision",
                        Map.of("card", card(), "form", Form.blank(), "mayVote", true, "needsCode", true))));
        gallery.compose("form", page, List.of(new Gallery.Part("page/form", form(gallery, page))));
        gallery.hang(
                "door",
                "page/error",
                Gallery.page(Locale.ENGLISH, "/door", false),
                Map.of("key", "page.error.failed", "detail", "E-1A2B3C"));
    }

    private static Listing.View<Row> view(boolean empty) {
        List<Row> rows = IntStream.range(0, empty ? 0 : 8)
                .mapToObj(i -> new Row(
                        i,
                        i == 3 ? LONG : "web-0" + i,
                        "/shop/web",
                        Chip.of(TONES.get(i % 5), "look.state." + i % 5),
                        Gallery.now().minus(Duration.ofMinutes(7L * i * i * i))))
                .toList();
        ListQuery query = ListQuery.parse("/list", Map.of("sort", new String[] {"name"}), null);
        return new Listing.View<>(ROWS, query, new ListResult<>(rows, empty ? null : "next", empty ? 0 : 4_711));
    }

    private static List<Gallery.Part> object(Gallery gallery, Page page) {
        ObjectHead head = ObjectHead.of("look.operation", "Restart nginx after certificate change")
                .state(Chip.of(Tone.PROGRESS, "look.state.1"))
                .at("/shop/web", "Otto Berg")
                .primary(Step.send("look.run", "/run"))
                .menu(Step.dangerous("look.cancel", "/cancel", "nginx"));
        List<StoryEntry> story = List.of(
                entry("plus", Tone.UNKNOWN, "Nora Lindqvist", "look.asked", "The certificate of shop.example expires."),
                entry(
                        "check",
                        Tone.HOLDS,
                        "Otto Berg",
                        "look.approved",
                        "Checked the steps against the runbook.\nFine."),
                entry("shield-x", Tone.VIOLATED, "Nora Lindqvist", "look.refused", LONG));
        List<Fact> facts = List.of(
                Fact.text("look.executor", "Nora Lindqvist"),
                Fact.text("look.window", "2026-11-22 10:00 to 10:30"),
                new Fact("look.hash", Cell.code("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")),
                new Fact("look.due", Cell.due(Gallery.now().minus(Duration.ofHours(3)))),
                Fact.text("look.touches", LONG));
        return List.of(
                new Gallery.Part("page/object", Map.of("head", head)),
                new Gallery.Part(
                        "page/columns",
                        Map.of(
                                "story",
                                gallery.content(page, "page/story", Map.of("entries", story)),
                                "facts",
                                gallery.content(page, "page/facts", Map.of("title", "Facts", "facts", facts)))));
    }

    private static StoryEntry entry(String icon, Tone tone, String who, String key, String quote) {
        return new StoryEntry(
                Gallery.now().minus(Duration.ofMinutes(12)), icon, tone, who, key, List.of(), quote, "/record/1");
    }

    private static DecisionCard card() {
        return new DecisionCard(
                "look.effect",
                List.of(),
                List.of("host web-01 account root", "host web-02 account root", "step 1: nginx -t", "step 2: reload"),
                List.of("host web-01 account root", "step 1: nginx -t", "step 2: restart"),
                "Nora Lindqvist",
                Gallery.now().plus(Duration.ofHours(2)),
                List.of(new DecisionCard.Vote(
                        "Otto Berg",
                        Chip.of(Tone.HOLDS, "look.approved"),
                        "Tried on staging an hour ago.",
                        Gallery.now().minus(Duration.ofMinutes(30)))),
                List.of(Fact.text("look.touches", "web-01, web-02")),
                "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                "/approvals/1");
    }

    private static Map<String, Object> form(Gallery gallery, Page page) {
        Form form = Form.blank("name", LONG, "node", "b");
        form.required("reason", 100);
        gg.jte.Content content = output -> {
            gallery.content(page, "page/field", Map.of("form", form, "name", "name", "label", "look.hosts.name"))
                    .writeTo(output);
            gallery.content(
                            page,
                            "page/choice",
                            Map.of(
                                    "form",
                                    form,
                                    "name",
                                    "node",
                                    "label",
                                    "look.hosts.node",
                                    "options",
                                    Map.of("a", "/shop", "b", "/shop/web")))
                    .writeTo(output);
            gallery.content(
                            page,
                            "page/area",
                            Map.of("form", form, "name", "reason", "label", "look.reason", "help", "look.reason.help"))
                    .writeTo(output);
        };
        return Map.of(
                "form", form,
                "action", "/form",
                "submit", "look.hosts.create",
                "cancel", "/list",
                "content", content);
    }
}
