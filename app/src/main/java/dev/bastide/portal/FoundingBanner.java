package dev.bastide.portal;

import dev.bastide.authority.Actor;
import dev.bastide.identity.Founding;
import dev.bastide.page.Banner;
import dev.bastide.page.Tone;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** While founding is open every page says so, and that nothing on production is possible meanwhile. */
@Component
class FoundingBanner implements Banner.Source {
    private final Founding founding;

    FoundingBanner(Founding founding) {
        this.founding = founding;
    }

    @Override
    public Optional<Banner> banner(@Nullable Actor actor) {
        if (actor == null) {
            return Optional.empty();
        }
        Founding.State state = founding.state();
        if (state.closed()) {
            return Optional.empty();
        }
        if (!state.enforceable()) {
            String missing = Integer.toString(Founding.PEOPLE_NEEDED - state.peopleWithFactor());
            return Optional.of(new Banner(Tone.DUE, "portal.founding.too-few", List.of(missing), "/founding"));
        }
        return Optional.of(new Banner(Tone.DUE, "portal.founding.unratified", List.of(), "/founding"));
    }
}
