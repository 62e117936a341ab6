package dev.bastide.bastion.ssh;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What stands before the last {@code @} of {@code ssh person%host@bastion}: who logs in, and where to.
 *
 * <p>Grammar: {@code person [ ("%" | "+") [ account "@" ] host ]}. The plain form {@code person%host} takes the account
 * of the permit; {@code person%account@host} names one. {@code +} serves clients that expand {@code %}. Without a host
 * the door answers with a text. Everything else, above all control and shell characters, is no address.
 */
public record Address(
        String person, @Nullable String account, @Nullable String host) {
    private static final int LONGEST = 255;
    private static final Pattern PERSON = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,63}");
    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,31}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._/-]{0,199}");

    /** Throws {@link IllegalArgumentException} if a part is not of the grammar. */
    public Address {
        require(PERSON, person);
        if (account != null) {
            require(ACCOUNT, account);
        }
        if (host != null) {
            require(HOST, host);
        }
    }

    /** The address in this user name; empty for every text that is not of the grammar. Never throws. */
    public static Optional<Address> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        int cut = text.indexOf('%') >= 0 ? text.indexOf('%') : text.indexOf('+');
        if (cut < 0) {
            return PERSON.matcher(text).matches() ? Optional.of(new Address(text, null, null)) : Optional.empty();
        }
        String person = text.substring(0, cut);
        String place = text.substring(cut + 1);
        int at = place.indexOf('@');
        String account = at < 0 ? null : place.substring(0, at);
        String host = place.substring(at + 1);
        boolean sound = PERSON.matcher(person).matches()
                && HOST.matcher(host).matches()
                && (account == null || ACCOUNT.matcher(account).matches());
        return sound ? Optional.of(new Address(person, account, host)) : Optional.empty();
    }

    /** The address as a person types it. */
    @Override
    public String toString() {
        return person + (host == null ? "" : "%" + (account == null ? "" : account + "@") + host);
    }

    private static void require(Pattern pattern, String part) {
        if (!pattern.matcher(part).matches()) {
            throw new IllegalArgumentException("not a part of an address");
        }
    }
}
