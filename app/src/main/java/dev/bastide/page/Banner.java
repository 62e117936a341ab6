package dev.bastide.page;

import dev.bastide.authority.Actor;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A line across the top of every page while something holds: founding, demonstration, the key beside the data.
 *
 * @param tone its colour and icon
 * @param key message key of the sentence
 * @param args its arguments
 * @param path where it leads, or empty; {@code <key>.do} words the link
 */
public record Banner(Tone tone, String key, List<String> args, String path) {
    public Banner {
        args = List.copyOf(args);
    }

    /** Port: offers a banner while it holds. The actor is null for nobody signed in. */
    public interface Source {
        /** The banner to show to this reader now, or nothing. */
        Optional<Banner> banner(@Nullable Actor actor);
    }
}
