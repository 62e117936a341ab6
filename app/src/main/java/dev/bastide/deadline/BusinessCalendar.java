package dev.bastide.deadline;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Which days count. Saturdays, Sundays and holidays do not; a half day counts until noon: what arrives after noon on
 * it arrives on the next business day.
 */
@Service
public class BusinessCalendar {
    private static final LocalTime NOON = LocalTime.NOON;

    private final JdbcClient jdbc;

    BusinessCalendar(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A day nobody works, or works only until noon.
     *
     * @param day the date
     * @param half whether it counts until noon
     * @param name what it is called
     */
    public record Holiday(LocalDate day, boolean half, String name) {}

    /**
     * The same time of day, so many business days later. A moment outside business days counts from the start of the
     * next one; a result after noon of a half day is drawn back to noon.
     */
    public Instant plusBusinessDays(Instant from, int days, ZoneId zone) {
        if (days < 0) {
            throw new IllegalArgumentException("business days are counted forward: " + days);
        }
        ZonedDateTime start = from.atZone(zone);
        Map<LocalDate, Holiday> holidays = between(start.toLocalDate(), horizon(start.toLocalDate(), days));
        ZonedDateTime moment = intoBusiness(start, holidays);
        for (int counted = 0; counted < days; counted++) {
            moment = nextBusinessDay(moment, holidays);
        }
        return drawnBack(moment, holidays).toInstant();
    }

    /** Whether anybody works on this day at all. */
    public boolean isBusinessDay(LocalDate day) {
        return counts(day, between(day, day));
    }

    /** The holidays from one day to another, both included. */
    public List<Holiday> holidays(LocalDate from, LocalDate until) {
        return jdbc.sql("""
                select day, half, name
                from deadline.holiday
                where day between :from and :until
                order by day
                """)
                .param("from", from)
                .param("until", until)
                .query(BusinessCalendar::read)
                .list();
    }

    private Map<LocalDate, Holiday> between(LocalDate from, LocalDate until) {
        return holidays(from, until).stream().collect(Collectors.toMap(Holiday::day, Function.identity()));
    }

    /** Far enough that even a month of holidays is seen. */
    private static LocalDate horizon(LocalDate start, int days) {
        return start.plusDays(days * 3L + 60);
    }

    private static ZonedDateTime intoBusiness(ZonedDateTime moment, Map<LocalDate, Holiday> holidays) {
        LocalDate day = moment.toLocalDate();
        if (counts(day, holidays)
                && !(isHalf(day, holidays) && moment.toLocalTime().isAfter(NOON))) {
            return moment;
        }
        LocalDate next = day.plusDays(1);
        while (!counts(next, holidays)) {
            next = next.plusDays(1);
        }
        return next.atStartOfDay(moment.getZone());
    }

    private static ZonedDateTime nextBusinessDay(ZonedDateTime moment, Map<LocalDate, Holiday> holidays) {
        ZonedDateTime next = moment.plusDays(1);
        while (!counts(next.toLocalDate(), holidays)) {
            next = next.plusDays(1);
        }
        return next;
    }

    private static ZonedDateTime drawnBack(ZonedDateTime moment, Map<LocalDate, Holiday> holidays) {
        boolean late =
                isHalf(moment.toLocalDate(), holidays) && moment.toLocalTime().isAfter(NOON);
        return late ? moment.with(NOON) : moment;
    }

    private static boolean counts(LocalDate day, Map<LocalDate, Holiday> holidays) {
        if (day.getDayOfWeek() == DayOfWeek.SATURDAY || day.getDayOfWeek() == DayOfWeek.SUNDAY) {
            return false;
        }
        Holiday holiday = holidays.get(day);
        return holiday == null || holiday.half();
    }

    private static boolean isHalf(LocalDate day, Map<LocalDate, Holiday> holidays) {
        Holiday holiday = holidays.get(day);
        return holiday != null && holiday.half();
    }

    private static Holiday read(ResultSet row, int number) throws SQLException {
        return new Holiday(row.getObject("day", LocalDate.class), row.getBoolean("half"), row.getString("name"));
    }
}
