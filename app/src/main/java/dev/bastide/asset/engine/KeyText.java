package dev.bastide.asset.engine;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The one written form of each kind of key, and which texts are no key because many things share them. */
public final class KeyText {
    private static final int CHARACTERS_MAX = 400;
    private static final int MAC_DIGITS = 12;
    private static final Pattern SSH = Pattern.compile("SHA256:[A-Za-z0-9+/]{43}");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern SEPARATORS = Pattern.compile("[:.\\- ]");

    /** What makers and tools write where nobody filled in a serial number. */
    private static final Set<String> NO_SERIALS = Set.of(
            "0",
            "NONE",
            "N/A",
            "NA",
            "NULL",
            "UNKNOWN",
            "DEFAULT STRING",
            "SYSTEM SERIAL NUMBER",
            "NOT SPECIFIED",
            "NOT AVAILABLE",
            "NOT APPLICABLE",
            "TO BE FILLED BY O.E.M.",
            "TO BE FILLED BY OEM",
            "O.E.M.",
            "OEM",
            "INVALID",
            "123456789",
            "0123456789",
            "1234567890",
            "CHASSIS SERIAL NUMBER",
            "EMPTY");

    /** Virtual routers (VRRP, HSRP, GLBP) answer from these on several machines in turn. */
    private static final Set<String> SHARED_MACS = Set.of("00:00:5e:00:01", "00:00:5e:00:02", "00:00:0c:07:ac");

    private KeyText() {}

    /** A MAC address as {@code 52:54:00:ab:cd:ef}; groups, zeros and virtual routers are none. */
    public static Optional<String> mac(String written) {
        String plain = SEPARATORS.matcher(written.strip()).replaceAll("").toLowerCase(Locale.ROOT);
        if (plain.length() != MAC_DIGITS || !plain.chars().allMatch(KeyText::isHex)) {
            return Optional.empty();
        }
        byte[] bytes = HexFormat.of().parseHex(plain);
        String text = HexFormat.ofDelimiter(":").formatHex(bytes);
        boolean group = (bytes[0] & 1) != 0;
        boolean empty = plain.chars().allMatch(digit -> digit == '0');
        boolean shared = SHARED_MACS.contains(text.substring(0, 14)) || text.startsWith("00:07:b4:00");
        return group || empty || shared ? Optional.empty() : Optional.of(text);
    }

    /** A literal address; names, link-local, unspecified and multicast ones are none. */
    public static Optional<String> address(String written) {
        String plain = written.strip();
        int zone = plain.indexOf('%');
        String literal = zone < 0 ? plain : plain.substring(0, zone);
        if (!literal.contains(".") && !literal.contains(":")) {
            return Optional.empty();
        }
        try {
            InetAddress address = InetAddress.ofLiteral(literal);
            if (address.isLinkLocalAddress() || address.isAnyLocalAddress() || address.isMulticastAddress()) {
                return Optional.empty();
            }
            return Optional.of(address instanceof Inet4Address ? address.getHostAddress() : shortened(address));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    // RFC 5952: the longest run of two or more zero groups is left out, once.
    private static String shortened(InetAddress address) {
        byte[] bytes = address.getAddress();
        int[] groups = new int[bytes.length / 2];
        for (int i = 0; i < groups.length; i++) {
            groups[i] = (Byte.toUnsignedInt(bytes[2 * i]) << 8) | Byte.toUnsignedInt(bytes[2 * i + 1]);
        }
        int from = -1;
        int most = 1;
        for (int i = 0; i < groups.length; i++) {
            int run = 0;
            while (i + run < groups.length && groups[i + run] == 0) {
                run++;
            }
            if (run > most) {
                from = i;
                most = run;
            }
            i += run;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < groups.length; i++) {
            if (i == from) {
                text.append("::");
                i += most - 1;
                continue;
            }
            if (!text.isEmpty() && text.charAt(text.length() - 1) != ':') {
                text.append(':');
            }
            text.append(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }

    /** A serial number in capitals; what stands where none was filled in is none. */
    public static Optional<String> serial(String written) {
        String plain = written.strip().toUpperCase(Locale.ROOT);
        boolean filler = NO_SERIALS.contains(plain) || plain.chars().distinct().count() < 2 || plain.length() < 4;
        return filler ? Optional.empty() : plain(plain);
    }

    /** The SHA-256 of a certificate in hexadecimal digits. */
    public static Optional<String> certificate(String written) {
        String plain = SEPARATORS.matcher(written.strip()).replaceAll("").toLowerCase(Locale.ROOT);
        return SHA256.matcher(plain).matches() ? Optional.of(plain) : Optional.empty();
    }

    /** A host key's fingerprint as OpenSSH shows it. */
    public static Optional<String> sshKey(String written) {
        String plain = written.strip();
        return SSH.matcher(plain).matches() ? Optional.of(plain) : Optional.empty();
    }

    /** The name of a logical thing: lower case, without the dot at the end that names may have. */
    public static Optional<String> name(String written) {
        String plain = written.strip().toLowerCase(Locale.ROOT);
        return plain(plain.endsWith(".") ? plain.substring(0, plain.length() - 1) : plain);
    }

    /** One line of text, as it is. */
    public static Optional<String> plain(String written) {
        String plain = written.strip();
        boolean usable = !plain.isEmpty()
                && plain.length() <= CHARACTERS_MAX
                && plain.codePoints().noneMatch(Character::isISOControl);
        return usable ? Optional.of(plain) : Optional.empty();
    }

    private static boolean isHex(int character) {
        return (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
    }
}
