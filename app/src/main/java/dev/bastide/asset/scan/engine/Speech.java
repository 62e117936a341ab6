package dev.bastide.asset.scan.engine;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which protocol somebody speaks, told by the first bytes. */
final class Speech {
    private static final Set<Integer> MAIL_PORTS = Set.of(25, 465, 587, 2525);
    private static final Pattern SSH = Pattern.compile("^SSH-[\\d.]{1,5}-([^\\r\\n]*)");
    private static final Pattern TITLE = Pattern.compile("(?is)<title[^>]{0,200}>([^<]{0,300})</title");
    private static final int TELNET_COMMAND = 0xff;
    private static final int MYSQL_PROTOCOL = 10;

    private Speech() {}

    /**
     * What was heard.
     *
     * @param protocol its name
     * @param kind the kind of text that rules read
     * @param text that text
     */
    record Heard(String protocol, String kind, String text) {}

    /** What a service says without being asked; nothing where it is none that is known. */
    static Optional<Heard> banner(String raw, int port) {
        Optional<Matcher> ssh = LinearText.find(SSH, raw);
        if (ssh.isPresent()) {
            return heard("ssh", "ssh.banner", ssh.get().group(1));
        }
        String line = Banner.line(raw);
        if (line.startsWith("220")) {
            boolean mail = line.toUpperCase(Locale.ROOT).contains("SMTP") || MAIL_PORTS.contains(port);
            return heard(mail ? "smtp" : "ftp", mail ? "smtp.banner" : "ftp.banner", after(line, 4));
        }
        if (line.startsWith("+OK")) {
            return heard("pop3", "pop3.banner", after(line, 4));
        }
        if (line.startsWith("* OK") || line.startsWith("* PREAUTH")) {
            return heard("imap", "imap4.banner", after(line, 5));
        }
        if (line.startsWith("RFB ")) {
            return heard("vnc", "vnc", line);
        }
        if (line.startsWith("@RSYNCD:")) {
            return heard("rsync", "rsync", line);
        }
        if (line.startsWith("HTTP/")) {
            return heard("http", "http", raw);
        }
        return mysql(raw).or(() -> telnet(raw));
    }

    private static Optional<Heard> mysql(String raw) {
        // Three bytes of length, a number, the version of the protocol, then the server's own up to a zero.
        if (raw.length() < 8 || raw.charAt(3) != 0) {
            return Optional.empty();
        }
        int length = raw.charAt(0) | (raw.charAt(1) << 8) | (raw.charAt(2) << 16);
        if (length > raw.length() - 4) {
            return Optional.empty();
        }
        int end = raw.indexOf('\0', 5);
        if (raw.charAt(4) == MYSQL_PROTOCOL && end > 5 && Character.isDigit(raw.charAt(5))) {
            return heard("mysql", "mysql.banners", raw.substring(5, end));
        }
        boolean error = raw.charAt(4) == TELNET_COMMAND && (raw.contains("MySQL") || raw.contains("MariaDB"));
        return error ? heard("mysql", "mysql.error", raw.substring(7, length + 4)) : Optional.empty();
    }

    private static Optional<Heard> telnet(String raw) {
        boolean asks = raw.length() >= 3 && raw.charAt(0) == TELNET_COMMAND && raw.charAt(1) >= 0xfb;
        return asks
                ? heard("telnet", "telnet", Banner.plain(raw.replaceAll("[\\u00f0-\\u00ff].?.?", "")))
                : Optional.empty();
    }

    /** What the answer to a question of HTTP says about who gave it. */
    static Optional<Heard> answered(String raw, int port) {
        if (raw.startsWith("-ERR") || raw.startsWith("-NOAUTH") || raw.startsWith("-DENIED")) {
            return heard("redis", "redis.info", Banner.line(raw));
        }
        if (raw.startsWith("ERROR\r\n")) {
            return heard("memcached", "memcached.version", "");
        }
        return banner(raw, port);
    }

    /** Whether a server said in plain that it wants TLS. */
    static boolean wantsTls(String raw) {
        boolean alert = raw.length() > 2 && raw.charAt(0) == 0x15 && raw.charAt(1) == 0x03;
        return alert
                || (raw.startsWith("HTTP/1") && raw.contains("HTTPS") && raw.startsWith(" 400", 8))
                || raw.contains("HTTP request to an HTTPS server");
    }

    static String header(String response, String name) {
        int end = response.indexOf("\r\n\r\n");
        String head = end < 0 ? response : response.substring(0, end);
        return head.lines()
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }

    static String title(String response) {
        return LinearText.find(TITLE, response)
                .map(found -> Banner.plain(found.group(1).replaceAll("\\s+", " ")))
                .orElse("");
    }

    static String body(String response) {
        int end = response.indexOf("\r\n\r\n");
        return end < 0 ? "" : response.substring(end + 4);
    }

    private static String after(String line, int start) {
        return line.length() <= start ? "" : line.substring(start).strip();
    }

    private static Optional<Heard> heard(String protocol, String kind, String text) {
        return Optional.of(new Heard(protocol, kind, text));
    }
}
