package dev.bastide.record.review;

import java.util.ArrayList;
import java.util.List;

/**
 * What a reviewer answers, in one version; a question is the key of a message, or words of the house's own.
 *
 * @param number its version, 0 for the one that the program brings
 */
record Checklist(long number, List<String> questions) {
    /** These are always asked. */
    static final List<String> FLOOR = List.of(
            "record.review.question.who",
            "record.review.question.allowed",
            "record.review.question.did",
            "record.review.question.whole");

    static final int QUESTIONS_MAX = 20;
    static final int CHARACTERS_MAX = 300;
    static final Checklist STANDARD = new Checklist(0, FLOOR);

    static final String YES = "yes";
    static final String NO = "no";
    static final String NOT_APPLICABLE = "not-applicable";
    static final List<String> ANSWERS = List.of(YES, NO, NOT_APPLICABLE);

    Checklist {
        questions = List.copyOf(questions);
    }

    /** The questions of the floor, and these after them. */
    static List<String> with(List<String> own) {
        List<String> all = new ArrayList<>(FLOOR);
        own.stream().map(String::strip).filter(text -> !text.isEmpty()).forEach(all::add);
        return all.stream().distinct().toList();
    }

    /** The questions that the house has added. */
    List<String> own() {
        return questions.stream().filter(text -> !FLOOR.contains(text)).toList();
    }
}
