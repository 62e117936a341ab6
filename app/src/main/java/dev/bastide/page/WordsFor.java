package dev.bastide.page;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.stereotype.Component;

/** All rooms' messages in both languages, read once at start. Usable outside the web: SSH, mail, jobs. */
@Component
public class WordsFor {
    /** The languages there are; the first is the fallback. */
    public static final List<Locale> LANGUAGES = List.of(Locale.ENGLISH, Locale.SIMPLIFIED_CHINESE);

    private final Words english;
    private final Words chinese;

    /** @param strict throw on a key without words, as the suite does, rather than show the key */
    public WordsFor(@Value("${bastide.words.strict:false}") boolean strict) {
        Map<String, String> en = read("en");
        Map<String, String> zh = new HashMap<>(en);
        zh.putAll(read("zh"));
        english = new Words(Locale.ENGLISH, en, strict);
        chinese = new Words(Locale.SIMPLIFIED_CHINESE, zh, strict);
    }

    /** The words of this language, English when we do not speak it. */
    public Words of(Locale locale) {
        return locale.getLanguage().equals(Locale.CHINESE.getLanguage()) ? chinese : english;
    }

    /** The messages of one language from every room's folder, by key. */
    static Map<String, String> read(String language) {
        Map<String, String> all = new HashMap<>();
        try {
            String pattern = "classpath*:dev/bastide/**/messages_" + language + ".properties";
            for (Resource file : new PathMatchingResourcePatternResolver().getResources(pattern)) {
                Properties messages = new Properties();
                try (Reader reader = new InputStreamReader(file.getInputStream(), StandardCharsets.UTF_8)) {
                    messages.load(reader);
                }
                messages.forEach((key, text) -> all.put((String) key, (String) text));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the messages of the rooms", e);
        }
        return all;
    }
}
