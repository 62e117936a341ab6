package dev.bastide.notification;

import dev.bastide.page.Words;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** Words a notice for one reader: arguments that are keys in his language, instants in his zone. */
final class NoticeWords {
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm zzz");

    private NoticeWords() {}

    static String sentence(Words words, ZoneId zone, String key, List<String> args) {
        return words.say(
                key, args.stream().map(arg -> argument(words, zone, arg)).toList());
    }

    private static String argument(Words words, ZoneId zone, String arg) {
        if (arg.startsWith(Notice.SAID)) {
            List<String> said = List.of(arg.substring(Notice.SAID.length()).split(Notice.SEPARATOR, -1));
            return words.say(said.getFirst(), said.subList(1, said.size()));
        }
        if (arg.startsWith(Notice.AT)) {
            return MINUTE.withLocale(words.locale())
                    .format(Instant.parse(arg.substring(Notice.AT.length())).atZone(zone));
        }
        return arg;
    }
}
