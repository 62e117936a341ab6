package dev.bastide.deadline;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.page.BadInput;
import java.time.Clock;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Edits the days that do not count. Deadlines that were set before stay as they were set. */
@Service
class Holidays {
    private static final int NAME_CHARACTERS_MAX = 100;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final Clock clock;

    Holidays(JdbcClient jdbc, AuditLog audit, Clock clock) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.clock = clock;
    }

    /**
     * Reads lines such as {@code 2026-12-24 half Christmas Eve} or {@code 2026-12-25 Christmas}. Throws
     * {@link BadInput} naming the first line that cannot be understood.
     */
    static List<BusinessCalendar.Holiday> parse(String text) {
        List<BusinessCalendar.Holiday> holidays = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            if (!line.isBlank()) {
                holidays.add(parseLine(line.strip(), number));
            }
        }
        return holidays;
    }

    @Transactional
    void put(Actor actor, List<BusinessCalendar.Holiday> holidays) {
        for (BusinessCalendar.Holiday holiday : holidays) {
            jdbc.sql("""
                    insert into deadline.holiday (day, half, name)
                    values (:day, :half, :name)
                    on conflict (day) do update
                    set half = excluded.half,
                        name = excluded.name
                    """)
                    .param("day", holiday.day())
                    .param("half", holiday.half())
                    .param("name", holiday.name())
                    .update();
        }
        record(
                actor,
                "Set " + holidays.size() + " holidays: "
                        + String.join(
                                ", ",
                                holidays.stream().map(h -> h.day().toString()).toList()) + ".");
    }

    /** Makes a day count again; false when it did before. */
    @Transactional
    boolean remove(Actor actor, LocalDate day) {
        boolean removed = jdbc.sql("delete from deadline.holiday where day = :day")
                        .param("day", day)
                        .update()
                == 1;
        if (removed) {
            record(actor, day + " is no holiday any more.");
        }
        return removed;
    }

    private void record(Actor actor, String content) {
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.SYSTEM, "settings.edit", content, Result.DONE));
    }

    private static BusinessCalendar.Holiday parseLine(String line, int number) {
        String[] words = line.split("[\\s,;]+", 2);
        try {
            LocalDate day = LocalDate.parse(words[0]);
            String rest = words.length > 1 ? words[1].strip() : "";
            boolean half = rest.equals("half") || rest.startsWith("half ") || rest.startsWith("half,");
            String name = half ? rest.substring("half".length()).replaceFirst("^[\\s,;]+", "") : rest;
            if (name.isEmpty() || name.length() > NAME_CHARACTERS_MAX) {
                throw BadInput.in("days", "deadline.holidays.wrong", Integer.toString(number));
            }
            return new BusinessCalendar.Holiday(day, half, name);
        } catch (DateTimeParseException e) {
            throw BadInput.in("days", "deadline.holidays.wrong", Integer.toString(number));
        }
    }
}
