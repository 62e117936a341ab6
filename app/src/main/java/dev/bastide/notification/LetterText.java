package dev.bastide.notification;

import dev.bastide.page.Words;

/** Words a mail: the sentence, where to deal with it, and why this mail came. */
final class LetterText {
    private static final int SUBJECT_CHARACTERS_MAX = 150;

    private LetterText() {}

    static Letter of(Delivery delivery, AddressBook.Address address, String consoleUrl, Words words) {
        String sentence = NoticeWords.sentence(words, address.zone(), delivery.key(), delivery.args());
        String first = sentence.lines().findFirst().orElse(sentence);
        String subject =
                first.length() <= SUBJECT_CHARACTERS_MAX ? first : first.substring(0, SUBJECT_CHARACTERS_MAX - 1) + "…";
        String where = delivery.path().isEmpty() ? "/notices/" + delivery.notice() : delivery.path();
        // A plain link: it opens the page after sign-in, and a decision still asks for the second factor there.
        String text = words.say("notification.mail.hello", address.name()) + "\n\n" + sentence + "\n\n"
                + words.say("notification.mail.open") + "\n" + consoleUrl + where + "\n\n"
                + words.say("notification.mail.why") + "\n";
        String prefix = delivery.urgent() ? words.say("notification.mail.urgent") + " " : "";
        return new Letter(
                delivery.id().toString(), address.email(), "[Bastide] " + prefix + subject, text, delivery.urgent());
    }
}
