package dev.bastide.notification;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a mail server reports later about a letter it took. Source: RFC 3464. The letter is recognised by the message
 * id we gave it, which nobody can guess.
 *
 * @param delivery which letter
 * @param action {@code failed}, {@code delayed}, {@code delivered}, {@code relayed} or {@code expanded}
 * @param status enhanced status code such as {@code 5.1.1}
 * @param diagnostic the server's words, may be empty
 */
record DeliveryReport(DeliveryId delivery, String action, String status, String diagnostic) {
    private static final Pattern OURS =
            Pattern.compile("(?im)^Message-ID:\\s*<([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})@");
    private static final int TEXT_BYTES_MAX = 64 * 1024;
    private static final int DIAGNOSTIC_CHARACTERS_MAX = 500;

    boolean hasFailed() {
        return action.equals("failed");
    }

    /** Whether the address does not exist, rather than the letter was refused for another reason. */
    boolean noSuchAddress() {
        return hasFailed() && ReplyCode.noSuchAddress(status);
    }

    /** Reads a message; nothing when it is no report on a letter of ours. */
    static Optional<DeliveryReport> read(Part message) throws MessagingException, IOException {
        if (!message.isMimeType("multipart/report") || !(message.getContent() instanceof Multipart parts)) {
            return Optional.empty();
        }
        String status = "";
        String original = "";
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.isMimeType("message/delivery-status")) {
                status = text(part);
            } else if (part.isMimeType("text/rfc822-headers") || part.isMimeType("message/rfc822")) {
                original = text(part);
            }
        }
        Matcher ours = OURS.matcher(original);
        if (status.isEmpty() || !ours.find()) {
            return Optional.empty();
        }
        return Optional.of(new DeliveryReport(
                new DeliveryId(UUID.fromString(ours.group(1))),
                field(status, "Action").toLowerCase(Locale.ROOT),
                field(status, "Status"),
                fit(field(status, "Diagnostic-Code"))));
    }

    private static String text(Part part) throws MessagingException, IOException {
        try (var bytes = part.getInputStream()) {
            return new String(bytes.readNBytes(TEXT_BYTES_MAX), UTF_8);
        }
    }

    /** The value of a field, with its continued lines. */
    private static String field(String text, String name) {
        Matcher found = Pattern.compile("(?im)^" + name + ":[ \\t]*(.*(?:\\r?\\n[ \\t]+.*)*)")
                .matcher(text);
        return found.find() ? found.group(1).replaceAll("\\s+", " ").strip() : "";
    }

    private static String fit(String text) {
        return text.length() <= DIAGNOSTIC_CHARACTERS_MAX ? text : text.substring(0, DIAGNOSTIC_CHARACTERS_MAX);
    }
}
