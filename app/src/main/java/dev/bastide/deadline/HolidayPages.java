package dev.bastide.deadline;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** The business calendar: days that do not count, and days that count until noon. */
@Controller
class HolidayPages {
    private static final int TEXT_CHARACTERS_MAX = 20_000;
    private static final int YEARS_SHOWN = 3;

    private final Holidays holidays;
    private final BusinessCalendar calendar;
    private final Clock clock;

    HolidayPages(Holidays holidays, BusinessCalendar calendar, Clock clock) {
        this.holidays = holidays;
        this.calendar = calendar;
        this.clock = clock;
    }

    @GetMapping("/settings/calendar")
    @Act("settings.edit")
    ModelAndView show() {
        return page(Form.blank());
    }

    @PostMapping("/settings/calendar")
    @Act("settings.edit")
    Object put(Actor actor, Form form, RedirectAttributes redirect) {
        String text = form.required("days", TEXT_CHARACTERS_MAX);
        if (form.ok()) {
            try {
                List<BusinessCalendar.Holiday> read = Holidays.parse(text);
                holidays.put(actor, read);
                Flash.done(redirect, "deadline.holidays.saved", Integer.toString(read.size()));
                return "redirect:/settings/calendar";
            } catch (BadInput mistake) {
                form.reject(mistake);
            }
        }
        ModelAndView again = Form.again("deadline/calendar", form);
        again.addObject("holidays", shown());
        return again;
    }

    @PostMapping("/settings/calendar/{day}/remove")
    @Act("settings.edit")
    String remove(Actor actor, @PathVariable String day, RedirectAttributes redirect) {
        if (!holidays.remove(actor, day(day))) {
            throw new NoSuch("deadline.holiday", day);
        }
        Flash.done(redirect, "deadline.holidays.removed", day);
        return "redirect:/settings/calendar";
    }

    private ModelAndView page(Form form) {
        return new ModelAndView("deadline/calendar").addObject("form", form).addObject("holidays", shown());
    }

    private List<BusinessCalendar.Holiday> shown() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        return calendar.holidays(today.minusMonths(1), today.plusYears(YEARS_SHOWN));
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new NoSuch("deadline.holiday", text);
        }
    }
}
