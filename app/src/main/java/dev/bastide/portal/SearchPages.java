package dev.bastide.portal;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Found;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.ModelAndView;

/** Search everything: each room answers with what this reader may see. One exact hit is opened at once. */
@Controller
class SearchPages {
    private static final int HITS_PER_ROOM_MAX = 10;
    private static final int TEXT_CHARACTERS_MAX = 200;

    private final ObjectProvider<Found> rooms;

    SearchPages(ObjectProvider<Found> rooms) {
        this.rooms = rooms;
    }

    @GetMapping("/search")
    @Act(Act.SELF)
    ModelAndView search(Actor actor, @RequestParam(name = "q", defaultValue = "") String asked) {
        String text = asked.strip();
        if (text.length() > TEXT_CHARACTERS_MAX) {
            text = text.substring(0, TEXT_CHARACTERS_MAX);
        }
        String wanted = text;
        List<Found.Hit> hits = wanted.isEmpty()
                ? List.of()
                : rooms.orderedStream()
                        .flatMap(room -> room.search(wanted, actor, HITS_PER_ROOM_MAX).stream())
                        .toList();
        if (hits.size() == 1 && hits.getFirst().title().equalsIgnoreCase(wanted)) {
            return new ModelAndView("redirect:" + hits.getFirst().path());
        }
        return new ModelAndView("portal/search").addObject("text", wanted).addObject("hits", hits);
    }
}
