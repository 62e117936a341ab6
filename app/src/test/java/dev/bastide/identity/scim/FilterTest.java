package dev.bastide.identity.scim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A filter is short, and reading one takes no stack to speak of. */
class FilterTest {
    private static final int CHARACTERS_MAX = 400;
    private static final int STACK_BYTES = 64 * 1024;

    @Test
    void theLongestIsReadOnASmallStack() throws InterruptedException {
        String id = "\\\"".repeat((CHARACTERS_MAX - "externalId eq \"\"".length()) / 2);
        AtomicReference<@Nullable Object> read = new AtomicReference<>();
        Thread small = new Thread(
                null,
                () -> {
                    try {
                        read.set(Filter.read("externalId eq \"" + id + "\""));
                    } catch (Throwable e) {
                        read.set(e);
                    }
                },
                "small",
                STACK_BYTES);

        small.start();
        small.join();

        assertThat(read.get()).isEqualTo(new Filter(null, id.replace("\\", ""), null));
    }

    @Test
    void aLongerOneIsNone() {
        String rest = "a".repeat(CHARACTERS_MAX + 1 - "userName eq \"\"".length());

        assertThatThrownBy(() -> Filter.read("userName eq \"" + rest + "\"")).isInstanceOf(ScimMistake.class);
        assertThat(Filter.read("userName eq \"" + rest.substring(1) + "\"").login())
                .isEqualTo(rest.substring(1));
    }
}
