package dev.bastide.asset.engine;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The grammar of host names, addresses and account names. They end up in terminals, files and audit records, so nothing
 * that a shell, a terminal or a log reader could take for more than a name is let in.
 */
public final class HostText {
    /** Longest host name: one DNS label's worth, so that {@code user%host@bastion} stays readable. */
    public static final int NAME_LIMIT = 63;

    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9._-]{0,61}[a-z0-9])?");
    private static final Pattern DNS =
            Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\\.?");
    private static final Pattern LOOKS_NUMERIC = Pattern.compile("[0-9.]+");
    private static final Pattern LITERAL = Pattern.compile("[0-9A-Fa-f:.]+");
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

    private HostText() {}

    /** True when the text can name a host: lower case, digits, dot, dash, underscore, at most 63 characters. */
    public static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** True for an IPv4 or IPv6 literal without zone, or a DNS name of at most 253 characters. */
    public static boolean isAddress(String text) {
        if (text.isEmpty() || text.length() > 253) {
            return false;
        }
        if (text.indexOf(':') >= 0 || LOOKS_NUMERIC.matcher(text).matches()) {
            return isLiteral(text);
        }
        return DNS.matcher(text.toLowerCase(Locale.ROOT)).matches();
    }

    /** True when the text can name an account on a host. */
    public static boolean isAccount(String text) {
        return ACCOUNT.matcher(text).matches();
    }

    /** True for a TCP port. */
    public static boolean isPort(int port) {
        return port > 0 && port < 65_536;
    }

    private static boolean isLiteral(String text) {
        boolean ipv4 = text.indexOf(':') < 0;
        if (ipv4 && text.split("\\.", -1).length != 4) {
            return false;
        }
        // A zone, or the brackets of a URL.
        if (!LITERAL.matcher(text).matches()) {
            return false;
        }
        try {
            InetAddress.ofLiteral(text);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
