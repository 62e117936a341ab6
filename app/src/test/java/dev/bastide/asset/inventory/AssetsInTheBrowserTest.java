package dev.bastide.asset.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.asset.AssetKey;
import dev.bastide.authority.AssetId;
import dev.bastide.testing.BastideTest;
import dev.bastide.testing.Chromium;
import dev.bastide.testing.TestPeople.Someone;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.openqa.selenium.Cookie;

/** The pages of the assets as people see them, wide and narrow. */
@BastideTest
class AssetsInTheBrowserTest extends Estate {
    @Test
    void thePagesFitOnADeskAndInAHand() {
        hosts.add(admin.actor(), host("look-" + unique(), address().value()));
        AssetId found = see(
                        "printer-3f", key(AssetKey.Kind.MAC, "52:54:00:aa:bb:" + unique().substring(0, 2)), address())
                .asset();
        try (Chromium browser = signedIn(admin)) {
            for (String path :
                    new String[] {"", "/tree", "/gaps", "/sites", "/mine", "/import", "/surface", "/" + found}) {
                browser.go(home() + "/assets" + path);
                String name = path.contains("-") ? "one" : path.isEmpty() ? "list" : path.substring(1);
                browser.picture("assets-" + name);
                assertThat(browser.overflows(390)).as(path).isFalse();
            }
        }
    }

    private String home() {
        return "http://127.0.0.1:" + port;
    }

    private Chromium signedIn(Someone person) {
        Chromium browser = Chromium.start();
        browser.go(home() + "/sign-in");
        browser.driver()
                .manage()
                .addCookie(new Cookie(
                        "bastide", Objects.requireNonNull(person.again(port).cookie("bastide"))));
        return browser;
    }
}
