package dev.bastide.bastion.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AddressTest {
    private static final long SEED = 20261122;

    @Test
    void readsPersonAndHost() {
        assertThat(Address.parse("anna%web-03")).contains(new Address("anna", null, "web-03"));
        assertThat(Address.parse("anna+web-03")).contains(new Address("anna", null, "web-03"));
        assertThat(Address.parse("anna%deploy@web-03")).contains(new Address("anna", "deploy", "web-03"));
        assertThat(Address.parse("anna+deploy@web-03")).contains(new Address("anna", "deploy", "web-03"));
        assertThat(Address.parse("anna@corp.example%root@shop/web-03"))
                .contains(new Address("anna@corp.example", "root", "shop/web-03"));
        assertThat(Address.parse("anna")).contains(new Address("anna", null, null));
    }

    @Test
    void refusesEverythingElse() {
        List<String> hostile = List.of(
                "",
                "%",
                "%web",
                "anna%",
                "anna%@web",
                "anna%root@",
                "anna%web;id",
                "anna%web\nroot",
                "an na%web",
                "anna%$(id)",
                "anna%`id`",
                "anna%-oProxyCommand=id",
                "-anna%web",
                "anna%../../etc",
                "anna%web|id",
                "anna%web'",
                "anna%web\"",
                "anna%web\u0000",
                "anna%wéb",
                "anna%a%b",
                "anna\r%web",
                "anna%web\u202e");

        hostile.forEach(text -> assertThat(Address.parse(text)).as(text).isEmpty());
        assertThat(Address.parse("a".repeat(300))).isEmpty();
        assertThat(Address.parse("a%" + "b".repeat(250))).isEmpty();
    }

    @Test
    void everyReadableAddressReadsBackAlike() {
        Random random = new Random(SEED);
        String alphabet = "ab0_-.@%+/ \n;$\u00e9A";
        for (int i = 0; i < 200_000; i++) {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(24);
            for (int j = 0; j < length; j++) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            Optional<Address> read = Address.parse(text.toString());
            read.ifPresent(address -> {
                assertThat(address.toString()).doesNotContainPattern("[^A-Za-z0-9._@%/-]");
                if (text.indexOf("%") >= 0) {
                    assertThat(Address.parse(address.toString()))
                            .as("seed %d", SEED)
                            .contains(address);
                }
            });
        }
    }
}
