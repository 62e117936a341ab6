package dev.bastide.identity;

import static org.springframework.http.HttpHeaders.ACCEPT;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Founding in JSON: how it stands, and ratifying it. */
@RestController
@RequestMapping(
        path = "/api/v1/founding",
        produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
class FoundingApi {
    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Founding founding;
    private final Ratification ratification;
    private final Words words;

    FoundingApi(Founding founding, Ratification ratification, WordsFor languages) {
        this.words = languages.of(Locale.ENGLISH);
        this.founding = founding;
        this.ratification = ratification;
    }

    record StandingJson(
            boolean open,
            boolean closed,
            boolean enforceable,
            @Nullable String waits_for,
            int people_with_second_factor,
            int ratifications,
            String list_hash,
            List<LockOutJson> lock_outs,
            List<Founding.Act> acts) {}

    /** A node whose head cannot approve, in words, and the page on which it is mended. */
    record LockOutJson(String why, String remedy, String path, boolean holds_up, String maker) {}

    record RatifyJson(
            @Nullable String hash,
            @Nullable String evaluation,
            @Nullable String code) {
        @Override
        public String toString() {
            return "RatifyJson[" + hash + "]";
        }
    }

    @GetMapping
    @Act("person.read")
    ResponseEntity<Object> standing(@RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        return answer(founding.state(), accept);
    }

    @PostMapping("/ratify")
    @Act("approval.vote")
    ResponseEntity<Object> ratify(
            Actor actor,
            @RequestBody RatifyJson wanted,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        Founding.State state =
                ratification.ratify(actor, text(wanted.hash()), text(wanted.evaluation()), text(wanted.code()));
        return answer(state, accept);
    }

    private ResponseEntity<Object> answer(Founding.State state, String accept) {
        if (!PlainText.wanted(accept)) {
            return ResponseEntity.ok(json(state));
        }
        List<String> lines = new ArrayList<>();
        lines.add("founding\t" + (state.open() ? "open" : state.closed() ? "closed" : "unratified"));
        if (state.open()) {
            lines.add("waits for\t" + waitsFor());
        }
        lines.add("people with second factor\t" + state.peopleWithFactor());
        lines.add("ratifications\t" + state.ratifications());
        lines.add("hash\t" + state.listHash());
        lockOuts(state)
                .forEach(one -> lines.add((one.holds_up() ? "locked out" : "unready, holds nothing up") + "\t"
                        + one.why() + "\t" + one.remedy()
                        + (one.maker().isEmpty() ? "" : "\t" + words.say("identity.founding.maker", one.maker()))));
        lines.add("note\t" + words.say("identity.founding.staggered"));
        founding.acts()
                .forEach(act -> lines.add(
                        act.number() + "\t" + MINUTE.format(act.at()) + "\t" + act.who() + "\t" + act.what()));
        return PlainText.answer(lines);
    }

    private StandingJson json(Founding.State state) {
        return new StandingJson(
                state.open(),
                state.closed(),
                state.enforceable(),
                state.open() ? waitsFor() : null,
                state.peopleWithFactor(),
                state.ratifications(),
                state.listHash(),
                lockOuts(state),
                founding.acts());
    }

    private String waitsFor() {
        return words.say(founding.waitsFor().key(), Founding.minute(founding.recoveringUntil()));
    }

    private List<LockOutJson> lockOuts(Founding.State state) {
        List<Founding.LockOut> found = state.closed() ? List.of() : founding.unready();
        return found.stream()
                .map(one -> new LockOutJson(
                        words.why(one.why()),
                        words.remedy(one.why()),
                        one.why().remedyPath(),
                        one.holdsUp(),
                        one.maker()))
                .toList();
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
