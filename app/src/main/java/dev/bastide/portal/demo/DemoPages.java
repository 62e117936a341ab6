package dev.bastide.portal.demo;

import dev.bastide.authority.Act;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/** The sign-ins of the demonstration, with the codes their telephones show now. There is no such page without it. */
@Controller
class DemoPages {
    private final ObjectProvider<Demonstration> demonstration;
    private final Clock clock;

    DemoPages(ObjectProvider<Demonstration> demonstration, Clock clock) {
        this.demonstration = demonstration;
        this.clock = clock;
    }

    /** A sign-in as it is shown. */
    record SignIn(String login, String name, String duty, String password, String code) {}

    @GetMapping("/demonstration")
    @Act(Act.OPEN)
    ModelAndView signIns() {
        Demonstration running = demonstration.getIfAvailable();
        if (running == null) {
            throw new NoSuch("portal.demo", "");
        }
        List<SignIn> people = running.signIns().stream()
                .map(person -> new SignIn(
                        person.login(),
                        person.name(),
                        person.duty(),
                        running.password(),
                        person.code(DemoPerson.step(clock.instant()))))
                .toList();
        return new ModelAndView("portal/demo/signins")
                .addObject("people", people)
                .addObject("line", running.loginLine());
    }
}
