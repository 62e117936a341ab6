package dev.bastide.notification;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads a mail server's answer. Source: RFC 5321 s4.2 (reply codes), RFC 3463 (enhanced status codes). Only an answer
 * about the address itself means that the address is wrong; a full mailbox or a policy may change.
 */
final class ReplyCode {
    private static final Pattern ENHANCED = Pattern.compile("\\b([245])\\.(\\d{1,3})\\.(\\d{1,3})\\b");
    private static final int NO_SUCH_MAILBOX = 550;
    private static final int NOT_LOCAL = 551;
    private static final int BAD_MAILBOX_NAME = 553;

    private ReplyCode() {}

    /** Whether this answer to RCPT TO says that there is no such address. */
    static boolean saysNoSuchAddress(int code, String reply) {
        Matcher enhanced = ENHANCED.matcher(reply);
        if (enhanced.find()) {
            return noSuchAddress(enhanced.group());
        }
        return code == NO_SUCH_MAILBOX || code == NOT_LOCAL || code == BAD_MAILBOX_NAME;
    }

    /** Whether an enhanced status code such as 5.1.1 says that there is no such address. */
    static boolean noSuchAddress(String status) {
        return status.startsWith("5.1.") || status.equals("5.2.1");
    }
}
