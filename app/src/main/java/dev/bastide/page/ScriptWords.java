package dev.bastide.page;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** The words that the browser puts together itself: times that grow old while the page is open. */
final class ScriptWords {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final List<String> TIMES = List.of("now", "ago", "in", "minutes", "hours", "days");

    private ScriptWords() {}

    static String of(Words words, Instant now) {
        Map<String, String> said = new LinkedHashMap<>();
        TIMES.forEach(time -> said.put(time, words.pattern("page.time." + time)));
        said.put("copied", words.say("page.copied"));
        said.put("draft", words.say("page.form.draft"));
        said.put("at", now.toString());
        return JSON.writeValueAsString(said);
    }
}
