package dev.bastide.page;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** What is wrong with a set-up file, each mistake with its place: one for an entry at most, so that none follows another. */
public final class SetupMistakes {
    private final List<BadInput> found = new ArrayList<>();

    /** Judges every entry of a list; an entry's first mistake is noted, and the next entry judged. */
    public void each(SetupFile list, Consumer<SetupFile> judge) {
        if (!list.isThere()) {
            return;
        }
        in(list, part -> part.items().forEach(entry -> in(entry, judge)));
    }

    /** Judges one part; its first mistake is noted. */
    public void in(SetupFile part, Consumer<SetupFile> judge) {
        try {
            judge.accept(part);
        } catch (BadInput mistake) {
            found.add(part.placed(mistake));
        }
    }

    /** Every mistake, in the order in which they were found. */
    public List<BadInput> found() {
        return List.copyOf(found);
    }
}
