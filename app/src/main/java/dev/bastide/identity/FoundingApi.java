package dev.bastide.identity;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Founding in JSON: how it stands, and ratifying it. */
@RestController
@RequestMapping("/api/v1/founding")
class FoundingApi {
    private final Founding founding;
    private final Ratification ratification;

    FoundingApi(Founding founding, Ratification ratification) {
        this.founding = founding;
        this.ratification = ratification;
    }

    record StandingJson(
            boolean open,
            boolean closed,
            boolean enforceable,
            int people_with_second_factor,
            int ratifications,
            String list_hash,
            List<Founding.Act> acts) {}

    record RatifyJson(
            @Nullable String list_hash,
            @Nullable String evaluation,
            @Nullable String code) {
        @Override
        public String toString() {
            return "RatifyJson[" + list_hash + "]";
        }
    }

    @GetMapping
    @Act("person.read")
    StandingJson standing() {
        return json(founding.state());
    }

    @PostMapping("/ratify")
    @Act("approval.vote")
    StandingJson ratify(Actor actor, @RequestBody RatifyJson wanted) {
        return json(
                ratification.ratify(actor, text(wanted.list_hash()), text(wanted.evaluation()), text(wanted.code())));
    }

    private StandingJson json(Founding.State state) {
        return new StandingJson(
                state.open(),
                state.closed(),
                state.enforceable(),
                state.peopleWithFactor(),
                state.ratifications(),
                state.listHash(),
                founding.acts());
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
