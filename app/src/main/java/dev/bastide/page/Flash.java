package dev.bastide.page;

import java.util.List;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/**
 * What has just been done, shown once on the next page.
 *
 * @param tone its colour and icon
 * @param key message key
 * @param args its arguments
 */
public record Flash(Tone tone, String key, List<String> args) implements java.io.Serializable {
    /** Name of the flash attribute. */
    static final String ATTRIBUTE = "flash";

    public Flash {
        args = List.copyOf(args);
    }

    /** Says on the next page that something was done. */
    public static void done(RedirectAttributes redirect, String key, String... args) {
        redirect.addFlashAttribute(ATTRIBUTE, new Flash(Tone.HOLDS, key, List.of(args)));
    }

    /** Says on the next page something that is not simply done. */
    public static void say(RedirectAttributes redirect, Tone tone, String key, String... args) {
        redirect.addFlashAttribute(ATTRIBUTE, new Flash(tone, key, List.of(args)));
    }
}
