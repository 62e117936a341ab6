package dev.bastide.alarm.roster;

import dev.bastide.alarm.roster.Shift.Handover;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Deputies;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.Chip;
import dev.bastide.page.Tone;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Lays the shifts of a node out day by day, with the gaps in which nobody of its own is on duty. */
@Component
class RosterWeek {
    static final int DAYS = 7;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DAY_TIME = DateTimeFormatter.ofPattern("MM-dd HH:mm");

    private final People people;
    private final Deputies deputies;
    private final Clock clock;

    RosterWeek(People people, Deputies deputies, Clock clock) {
        this.people = people;
        this.deputies = deputies;
        this.clock = clock;
    }

    /** One day and what stands on it. */
    record Day(LocalDate date, boolean today, List<Line> lines) {}

    /**
     * One shift as it stands on a day, or a gap.
     *
     * @param who whose it is, empty for a gap
     * @param beside who had it before, who it is offered to, or who stands in; a message key with arguments, or empty
     * @param shift the shift that the reader may end, or null
     * @param mine the shift that the reader may hand over, or null
     * @param offer the offer that the reader may answer, or null
     */
    record Line(
            String time,
            String who,
            @Nullable Chip chip,
            String beside,
            List<String> args,
            @Nullable UUID shift,
            @Nullable UUID mine,
            @Nullable UUID offer) {}

    List<Day> days(List<Shift> shifts, LocalDate monday, ZoneId zone, Actor reader, boolean edits) {
        List<Day> days = new ArrayList<>();
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        for (int index = 0; index < DAYS; index++) {
            LocalDate date = monday.plusDays(index);
            Instant from = date.atStartOfDay(zone).toInstant();
            Instant until = date.plusDays(1).atStartOfDay(zone).toInstant();
            List<Shift> here = shifts.stream()
                    .filter(shift -> shift.from().isBefore(until) && shift.to().isAfter(from))
                    .toList();
            List<Timed> lines = new ArrayList<>();
            here.forEach(shift -> lines.add(new Timed(shift.from(), line(shift, zone, reader, edits))));
            gaps(here, from, until, zone).forEach(lines::add);
            lines.sort(Comparator.comparing(Timed::at));
            days.add(new Day(
                    date, date.equals(today), lines.stream().map(Timed::line).toList()));
        }
        return days;
    }

    private record Timed(Instant at, Line line) {}

    private Line line(Shift shift, ZoneId zone, Actor reader, boolean edits) {
        Instant now = clock.instant();
        PersonId holder = shift.holder();
        boolean going = shift.to().isAfter(now);
        Handover offered = shift.offered();
        String beside = "";
        List<String> args = List.of();
        if (offered != null && going) {
            beside = "alarm.roster.offered";
            args = List.of(name(offered.taker()));
        } else if (shift.covers(now) && deputies.onLeave(holder)) {
            PersonId acting = deputies.actingFor(holder);
            beside = acting.equals(holder) ? "alarm.roster.away" : "alarm.roster.deputy";
            args = List.of(name(acting));
        } else if (!holder.equals(shift.person())) {
            beside = "alarm.roster.instead";
            args = List.of(name(shift.person()));
        }
        boolean mine = going && holder.equals(reader.person()) && offered == null;
        boolean answers = going && offered != null && offered.taker().equals(reader.person());
        return new Line(
                time(shift, zone),
                name(holder),
                chip(shift, now),
                beside,
                args,
                edits && going ? shift.id() : null,
                mine ? shift.id() : null,
                answers && offered != null ? offered.id() : null);
    }

    private static Chip chip(Shift shift, Instant now) {
        String place = Integer.toString(shift.place());
        if (shift.covers(now)) {
            return Chip.of(Tone.HOLDS, "alarm.roster.now", place);
        }
        return Chip.of(
                shift.from().isAfter(now) ? Tone.PROGRESS : Tone.UNKNOWN,
                shift.from().isAfter(now) ? "alarm.roster.later" : "alarm.roster.over",
                place);
    }

    /** The times of a day in which no place is filled. */
    private static List<Timed> gaps(List<Shift> shifts, Instant from, Instant until, ZoneId zone) {
        List<Timed> gaps = new ArrayList<>();
        Instant covered = from;
        for (Shift shift : shifts) {
            if (shift.from().isAfter(covered)) {
                gaps.add(gap(covered, shift.from(), until, zone));
            }
            covered = shift.to().isAfter(covered) ? shift.to() : covered;
        }
        if (covered.isBefore(until)) {
            gaps.add(gap(covered, until, until, zone));
        }
        return gaps;
    }

    private static Timed gap(Instant from, Instant to, Instant midnight, ZoneId zone) {
        String end = to.equals(midnight) ? "24:00" : TIME.format(to.atZone(zone));
        Line line = new Line(TIME.format(from.atZone(zone)) + "–" + end, "", null, "", List.of(), null, null, null);
        return new Timed(from, line);
    }

    private static String time(Shift shift, ZoneId zone) {
        boolean within = Duration.between(shift.from(), shift.to()).compareTo(Duration.ofHours(24)) <= 0;
        DateTimeFormatter form = within ? TIME : DAY_TIME;
        return form.format(shift.from().atZone(zone)) + "–"
                + form.format(shift.to().atZone(zone));
    }

    private String name(PersonId person) {
        return people.find(person).map(Person::name).orElse(person.toString());
    }
}
