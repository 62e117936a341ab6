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
    private final DemoMark mark;

    DemoGuard(
            @Value("${bastide.home}") Path home,
            @Value("${bastide.demo:false}") boolean demo,
            People people,
            DemoMark mark) {
        this.home = home;
        this.demo = demo;
        this.people = people;
        this.mark = mark;
    }

    @Override
    public void afterSingletonsInstantiated() {
        boolean book = DemoBook.isIn(home);
        boolean invented = mark.isSet();
        if (!demo && (book || invented)) {
            throw new DemoRefused(
                    "The home folder " + home + " holds a demonstration.",
                    "Start it with --demo, or choose another folder: --home DIR.");
        }
        if (demo && !invented && !people.search("", 1).isEmpty()) {
            throw new DemoRefused(
                    "The home folder " + home + " holds a real installation.",
                    "Start it without --demo, or choose another folder for the demonstration: --home DIR.");
        }
        if (demo && invented && !book) {
            throw new DemoRefused(
                    "The sign-ins of the demonstration in " + home + " are gone (" + DemoBook.FILE + ").",
                    "Choose another folder for a new one: --home DIR.");
        }
    }
}
