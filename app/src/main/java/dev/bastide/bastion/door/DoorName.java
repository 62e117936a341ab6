package dev.bastide.bastion.door;

import java.net.InetAddress;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bastion's name in lines that people copy into a shell: a DNS name or an IP literal and nothing else, so that no
 * name is taken for an option or a command.
 *
 * @param host the name, an IPv6 address without brackets
 * @param port where clients connect; 0 where none was said
 */
record DoorName(String host, int port) {
    private static final int LONGEST = 253;
    private static final int PORT_MAX = 65_535;
    private static final Pattern DNS = Pattern.compile(
            "[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?)*\\.?");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
    private static final Pattern WITH_PORT = Pattern.compile("(?:\\[([^\\]]+)]|([^:\\[\\]]+)):([0-9]{1,5})");

    /** What the setting says: {@code host}, {@code host:port}, or an IPv6 address, in brackets where a port follows. */
    static Optional<DoorName> read(String text) {
        Matcher parts = WITH_PORT.matcher(text.strip());
        if (!parts.matches()) {
            return host(text.strip()).map(host -> new DoorName(host, 0));
        }
        int port = Integer.parseInt(parts.group(3));
        return host(parts.group(1) == null ? parts.group(2) : parts.group(1))
                .filter(host -> port > 0 && port <= PORT_MAX)
                .map(host -> new DoorName(host, port));
    }

    /** The name in the console's address; nothing unless it is one that browsers open. */
    static Optional<String> ofConsole(String address) {
        try {
            URI uri = URI.create(address.strip());
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            return web ? Optional.ofNullable(uri.getHost()).flatMap(DoorName::host) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The name without brackets; nothing unless it is a DNS name or an IP literal. */
    static Optional<String> host(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String bare = bracketed ? text.substring(1, text.length() - 1) : text;
        boolean sound = bare.length() <= LONGEST
                && (IPV6.matcher(bare).matches()
                        ? isLiteral(bare)
                        : !bracketed && DNS.matcher(bare).matches());
        return sound ? Optional.of(bare) : Optional.empty();
    }

    private static boolean isLiteral(String text) {
        try {
            return !InetAddress.ofLiteral(text).getHostAddress().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
