package dev.bastide.portal;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/** Home: what waits for me, and during the first hour what to do next. */
@Controller
class HomePages {
    private final Inbox inbox;
    private final Guide guide;

    HomePages(Inbox inbox, Guide guide) {
        this.inbox = inbox;
        this.guide = guide;
    }

    @GetMapping("/")
    @Act(Act.SELF)
    ModelAndView home(Actor actor) {
        List<Guide.Line> lines = guide.lines(actor);
        boolean open = lines.stream().anyMatch(line -> !line.done());
        return new ModelAndView("portal/home")
                .addObject("inbox", inbox.of(actor))
                .addObject("guide", open ? lines : List.of());
    }

    @GetMapping("/guide")
    @Act(Act.SELF)
    ModelAndView guide(Actor actor) {
        return new ModelAndView("portal/guide").addObject("guide", guide.lines(actor));
    }
}
