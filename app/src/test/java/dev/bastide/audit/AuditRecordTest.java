package dev.bastide.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.authority.AccessMethod;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ten fields are obligatory, and what is written is what is read. */
class AuditRecordTest {
    private static final Instant TIME = Instant.parse("2026-11-22T08:00:00Z");

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5})
    void refusesABlankField(int blank) {
        List<String> texts =
                new java.util.ArrayList<>(List.of("operation.request", "u", "User", "team", "192.0.2.1", "content"));
        texts.set(blank, " ");

        assertThatThrownBy(() -> made(texts)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"example.org", "192.0.2.256", "1.2.3", "::g", "192.0.2.1 ", "192.0.2.1;drop"})
    void refusesWhatIsNoAddress(String address) {
        assertThatThrownBy(() -> made(List.of("operation.request", "u", "User", "team", address, "content")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void cutsOverlongContentVisibly() {
        String content = "x".repeat(AuditRecord.CONTENT_CHARACTERS_MAX + 1);

        AuditRecord entry =
                AuditRecord.of(TIME, TestRecords.person("long"), Tag.SYSTEM, "system.start", content, Result.DONE);

        assertThat(entry.content())
                .hasSizeLessThanOrEqualTo(AuditRecord.CONTENT_CHARACTERS_MAX)
                .endsWith("(65537 characters in all)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3})
    void refusesAFieldThatWouldNotFitALeaf(int field) {
        List<String> texts =
                new java.util.ArrayList<>(List.of("operation.request", "u", "User", "team", "192.0.2.1", "content"));
        texts.set(field, "x".repeat(AuditRecord.FIELD_CHARACTERS_MAX));
        made(texts);
        texts.set(field, "x".repeat(AuditRecord.FIELD_CHARACTERS_MAX + 1));

        assertThatThrownBy(() -> made(texts)).isInstanceOf(IllegalArgumentException.class);
        AuditRecord plain = TestRecords.of("short");
        assertThatThrownBy(() -> plain.object("x", "y".repeat(AuditRecord.FIELD_CHARACTERS_MAX)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static AuditRecord made(List<String> texts) {
        return new AuditRecord(
                Tag.OPERATION,
                TIME,
                texts.get(0),
                texts.get(1),
                texts.get(2),
                texts.get(3),
                texts.get(4),
                AccessMethod.API,
                texts.get(5),
                Result.DONE,
                null,
                null,
                null,
                null);
    }
}
