package dev.bastide.page;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.BastideTest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Autowired;

/** Every letter after {@code g} leads to one place. */
@BastideTest
class NavLetterTest {
    @Autowired
    private ObjectProvider<NavEntry> entries;

    @Test
    void noLetterIsGivenTwice() {
        List<String> letters = entries.stream()
                .map(NavEntry::letter)
                .filter(letter -> !letter.isEmpty())
                .toList();

        assertThat(letters).isNotEmpty().doesNotHaveDuplicates();
    }
}
