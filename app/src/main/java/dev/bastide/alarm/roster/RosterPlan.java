package dev.bastide.alarm.roster;

import dev.bastide.authority.PersonId;
import dev.bastide.deadline.BusinessCalendar;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Form;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Reads a rotation from a form: people in turn, shifts of one length, every day or on business days only. */
@Component
class RosterPlan {
    private static final int HOURS_MAX = 168;
    private static final int SHIFTS_MAX = 100;
    private static final int PEOPLE_CHARACTERS_MAX = 1_000;
    private static final int HOURS_OF_DAY = 24;

    /** Days that are looked at for so many shifts; nobody plans further past holidays. */
    private static final int DAYS_MAX = 400;

    private final People people;
    private final BusinessCalendar calendar;

    RosterPlan(People people, BusinessCalendar calendar) {
        this.people = people;
        this.calendar = calendar;
    }

    /** The shifts; empty and the form marked where something is wrong with it. */
    List<RosterBook.Planned> read(Form form, ZoneId zone) {
        List<PersonId> turn = turn(form);
        Optional<Integer> place = form.number("place", 1, 3);
        Optional<Integer> hours = form.number("hours", 1, HOURS_MAX);
        Optional<Integer> count = form.number("count", 1, SHIFTS_MAX);
        LocalDate first = day(form);
        LocalTime at = time(form);
        if (!form.ok() || place.isEmpty() || hours.isEmpty() || count.isEmpty()) {
            return List.of();
        }
        boolean business = form.ticked("business");
        int step = (hours.get() + HOURS_OF_DAY - 1) / HOURS_OF_DAY;
        List<RosterBook.Planned> planned = new ArrayList<>();
        for (int days = 0; days < DAYS_MAX && planned.size() < count.get(); days += step) {
            LocalDate date = first.plusDays(days);
            if (!business || calendar.isBusinessDay(date)) {
                ZonedDateTime from = date.atTime(at).atZone(zone);
                // Whole days end at the same time of day, whatever the clocks of the zone do meanwhile.
                ZonedDateTime to = hours.get() % HOURS_OF_DAY == 0
                        ? from.plusDays(hours.get() / HOURS_OF_DAY)
                        : from.plusHours(hours.get());
                PersonId person = turn.get(planned.size() % turn.size());
                planned.add(new RosterBook.Planned(person, place.get(), from.toInstant(), to.toInstant()));
            }
        }
        return planned;
    }

    private List<PersonId> turn(Form form) {
        String text = form.required("people", PEOPLE_CHARACTERS_MAX);
        List<PersonId> turn = new ArrayList<>();
        for (String login : text.split("[,;\\s]+", -1)) {
            Optional<Person> person = login.isEmpty() ? Optional.empty() : people.byLogin(login);
            if (person.isEmpty() && !login.isEmpty()) {
                form.reject("people", "alarm.bad.login", login);
            }
            person.ifPresent(found -> turn.add(found.id()));
        }
        if (turn.isEmpty()) {
            form.reject("people", "page.form.required");
        }
        return turn;
    }

    private static LocalDate day(Form form) {
        try {
            return LocalDate.parse(form.text("first"));
        } catch (DateTimeException e) {
            form.reject("first", "alarm.bad.day");
            return LocalDate.EPOCH;
        }
    }

    private static LocalTime time(Form form) {
        try {
            return LocalTime.parse(form.text("at"));
        } catch (DateTimeException e) {
            form.reject("at", "alarm.bad.time");
            return LocalTime.MIDNIGHT;
        }
    }
}
