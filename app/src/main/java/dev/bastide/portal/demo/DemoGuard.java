package dev.bastide.portal.demo;

import dev.bastide.identity.People;
import java.nio.file.Path;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Keeps demonstration and reality apart: invented people never sign in without {@code --demo}, and no demonstration is
 * laid over real people. The program does not start otherwise.
 */
@Component
class DemoGuard implements SmartInitializingSingleton {
    private final Path home;
    private final boolean demo;
    private final People people;

    DemoGuard(@Value("${bastide.home}") Path home, @Value("${bastide.demo:false}") boolean demo, People people) {
        this.home = home;
        this.demo = demo;
        this.people = people;
    }

    @Override
    public void afterSingletonsInstantiated() {
        boolean marked = DemoBook.isIn(home);
        if (marked && !demo) {
            throw new IllegalStateException(
                    "This home folder holds a demonstration: start with --demo, or choose another folder with --home.");
        }
        if (!marked && demo && !people.search("", 1).isEmpty()) {
            throw new IllegalStateException(
                    "This home folder holds a real installation: choose another folder with --home for --demo.");
        }
    }
}
