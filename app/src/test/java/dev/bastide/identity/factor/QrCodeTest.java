package dev.bastide.identity.factor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** The code has the fixed parts every reader looks for, and the size its text needs. */
class QrCodeTest {

    @Test
    void growsWithItsText() {
        assertThat(QrCode.of("a".repeat(14)).size()).isEqualTo(21);
        assertThat(QrCode.of("a".repeat(15)).size()).isEqualTo(25);
        assertThat(QrCode.of("a".repeat(106)).size()).isEqualTo(41);
        assertThat(QrCode.of("a".repeat(213)).size()).isEqualTo(57);
        assertThatThrownBy(() -> QrCode.of("a".repeat(214))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void hasItsThreeFindersAndTiming() {
        QrCode code = QrCode.of("otpauth://totp/Bastide%3Amei?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=Bastide");
        int last = code.size() - 1;

        for (int i = 0; i < 7; i++) {
            assertThat(code.isDark(0, i)).isTrue();
            assertThat(code.isDark(0, last - i)).isTrue();
            assertThat(code.isDark(last, i)).isTrue();
        }
        for (int i = 8; i < code.size() - 8; i++) {
            assertThat(code.isDark(6, i)).isEqualTo(i % 2 == 0);
        }
        assertThat(code.svg()).startsWith("<svg").doesNotContain("style=").doesNotContain("<script");
    }
}
