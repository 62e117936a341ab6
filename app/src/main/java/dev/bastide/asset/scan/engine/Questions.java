package dev.bastide.asset.scan.engine;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What is asked of services that wait to be asked, none of which changes anything there. */
final class Questions {
    private Questions() {}

    /**
     * One question.
     *
     * @param protocol who would understand it
     * @param port where such a service usually listens: it is asked there first
     * @param bytes what is sent
     * @param reading what an answer tells for the rules; nothing where it is not this protocol's
     */
    record Question(String protocol, int port, byte[] bytes, Function<String, Optional<String>> reading) {}

    static byte[] http(String host) {
        return text("GET / HTTP/1.1\r\nHost: " + host
                + "\r\nUser-Agent: Bastide-scan/1\r\nAccept: */*\r\nConnection: close\r\n\r\n");
    }

    static final byte[] POSTGRESQL_TLS = bytes(0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f);

    static final List<Question> ALL = List.of(
            new Question("postgresql", 5432, POSTGRESQL_TLS, Questions::postgresql),
            new Question("redis", 6379, text("INFO server\r\n"), Questions::redis),
            new Question("memcached", 11211, text("version\r\n"), answer -> starting(answer, "VERSION ")),
            new Question("mongodb", 27017, mongo(), Questions::mongodb),
            new Question("amqp", 5672, bytes('A', 'M', 'Q', 'P', 0, 0, 9, 1), Questions::amqp),
            new Question("mqtt", 1883, mqtt(), answer -> coded(answer, 0x20, 0x02)),
            new Question("rdp", 3389, rdp(), answer -> coded(answer, 0x03, 0x00)),
            new Question("ldap", 389, ldap(), Questions::ldap));

    private static Optional<String> postgresql(String answer) {
        boolean said =
                answer.equals("S") || answer.equals("N") || answer.startsWith("EFATAL") || answer.startsWith("E\0\0");
        return said ? Optional.of(Banner.plain(answer)) : Optional.empty();
    }

    private static Optional<String> redis(String answer) {
        boolean said =
                answer.contains("redis_version:") || answer.startsWith("-NOAUTH") || answer.startsWith("-DENIED");
        return said ? Optional.of(answer) : Optional.empty();
    }

    private static Optional<String> mongodb(String answer) {
        if (answer.length() < 26 || answer.charAt(12) != 0xdd || answer.charAt(13) != 0x07) {
            return Optional.empty();
        }
        // A text in BSON: its kind, its name, its length in four bytes, then itself.
        int at = answer.indexOf("\u0002version\0");
        int end = at < 0 ? -1 : answer.indexOf('\0', at + 13);
        return Optional.of(end < 0 ? "" : answer.substring(at + 13, end));
    }

    private static Optional<String> amqp(String answer) {
        boolean start = (answer.startsWith("\u0001\0\0") && answer.contains("product")) || answer.startsWith("AMQP");
        return start ? Optional.of(answer) : Optional.empty();
    }

    private static Optional<String> ldap(String answer) {
        boolean bound =
                answer.length() > 7 && answer.charAt(0) == 0x30 && Math.clamp(answer.indexOf('a'), 0, 12) % 12 > 0;
        return bound ? Optional.of("") : Optional.empty();
    }

    private static Optional<String> starting(String answer, String with) {
        return answer.startsWith(with) ? Optional.of(answer) : Optional.empty();
    }

    private static Optional<String> coded(String answer, int first, int second) {
        boolean said = answer.length() >= 4 && answer.charAt(0) == first && answer.charAt(1) == second;
        return said ? Optional.of("-") : Optional.empty();
    }

    private static byte[] mongo() {
        byte[] name = text("buildInfo\0");
        byte[] base = text("$db\0");
        byte[] value = text("admin\0");
        int document = 4 + 1 + name.length + 4 + 1 + base.length + 4 + value.length + 1;
        int whole = 16 + 4 + 1 + document;
        java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(whole).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        out.putInt(whole)
                .putInt(1)
                .putInt(0)
                .putInt(2013)
                .putInt(0)
                .put((byte) 0)
                .putInt(document);
        out.put((byte) 0x10)
                .put(name)
                .putInt(1)
                .put((byte) 0x02)
                .put(base)
                .putInt(value.length)
                .put(value)
                .put((byte) 0);
        return out.array();
    }

    private static byte[] mqtt() {
        return bytes(0x10, 15, 0, 4, 'M', 'Q', 'T', 'T', 4, 2, 0, 10, 0, 3, 's', 'e', 'e');
    }

    private static byte[] rdp() {
        return bytes(3, 0, 0, 0x13, 0x0e, 0xe0, 0, 0, 0, 0, 0, 1, 0, 8, 0, 3, 0, 0, 0);
    }

    private static byte[] ldap() {
        return bytes(0x30, 0x0c, 2, 1, 1, 0x60, 7, 2, 1, 3, 4, 0, 0x80, 0);
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
