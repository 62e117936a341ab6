package dev.bastide.page;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An error of the API, as RFC 9457 says it. The words are ready to be shown: {@code ./bastide} prints them.
 *
 * @param type a stable name of the kind of error, as a relative reference
 * @param title what was tried or what is wrong, short
 * @param status the HTTP status
 * @param detail why, in a sentence
 * @param remedy what to do now; empty when nobody can do anything
 * @param remedyPath the console page for it; empty when there is none
 * @param duty the row of the register that asks for the rule; empty when none does
 * @param field the field at fault; empty when it is none in particular
 * @param exit the exit code of {@code ./bastide}: 1 failed, 2 wrong input, 3 refused, 4 unknown
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String remedy,
        @JsonProperty("remedy_path") String remedyPath,
        String duty,
        String field,
        int exit) {

    /** The header that carries the exit code, so that a shell needs no JSON. */
    public static final String EXIT_HEADER = "X-Bastide-Exit";

    /** The media type of problems. */
    public static final String MEDIA_TYPE = "application/problem+json";
}
