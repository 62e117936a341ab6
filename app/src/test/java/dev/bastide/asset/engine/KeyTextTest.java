package dev.bastide.asset.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each key has one written form; what many things share is no key. */
class KeyTextTest {
    @ParameterizedTest
    @CsvSource({
        "52-54-00-AB-CD-EF, 52:54:00:ab:cd:ef",
        "5254.00ab.cdef, 52:54:00:ab:cd:ef",
        "525400abcdef, 52:54:00:ab:cd:ef"
    })
    void readsAMacHoweverItIsWritten(String written, String one) {
        assertThat(KeyText.mac(written)).contains(one);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00:00:00:00:00:00",
                "ff:ff:ff:ff:ff:ff",
                "01:00:5e:00:00:01",
                "00:00:5e:00:01:0a",
                "00:00:0c:07:ac:01",
                "52:54:00",
                "zz:54:00:ab:cd:ef"
            })
    void takesNoMacThatManyShare(String written) {
        assertThat(KeyText.mac(written)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1",
        "::ffff:10.0.0.1, 10.0.0.1",
        "2001:DB8:0:0:0:0:0:1, 2001:db8::1",
        "2001:db8:0:1:0:0:0:1, 2001:db8:0:1::1",
        "2001:db8::1%eth0, 2001:db8::1"
    })
    void readsAnAddressHoweverItIsWritten(String written, String one) {
        assertThat(KeyText.address(written)).contains(one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"fe80::1", "169.254.1.1", "0.0.0.0", "224.0.0.1", "web-01", "7", "10.0.0.256", "::"})
    void takesNoAddressThatTellsNothing(String written) {
        assertThat(KeyText.address(written)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"To be filled by O.E.M.", "0000000", "None", "Default string", "123456789", "x"})
    void takesNoSerialThatNobodyFilledIn(String written) {
        assertThat(KeyText.serial(written)).isEmpty();
    }
}
