package dev.bastide.asset.scan.engine;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * One question of SNMP version 2c (RFC 1901, 3416) for what a device says it is, and its answer: just enough of BER for
 * that. Every length is held against what was received.
 */
final class Snmp {
    private static final int SEQUENCE = 0x30;
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int OID = 0x06;
    private static final int GET = 0xa0;
    private static final int RESPONSE = 0xa2;
    private static final int REQUEST = 0x4253;
    /** sysDescr, sysObjectID, sysName of 1.3.6.1.2.1.1, their last two numbers. */
    private static final int[] WANTED = {1, 2, 5};

    private Snmp() {}

    /** What a device says of itself. */
    record Device(String description, String objectId, String name) {}

    static byte[] question(String community) {
        ByteArrayOutputStream bindings = new ByteArrayOutputStream();
        for (int last : WANTED) {
            byte[] oid = tagged(OID, new byte[] {0x2b, 6, 1, 2, 1, 1, (byte) last, 0});
            bindings.writeBytes(tagged(SEQUENCE, joined(oid, new byte[] {5, 0})));
        }
        byte[] zero = tagged(INTEGER, new byte[] {0});
        byte[] request = tagged(INTEGER, new byte[] {(byte) (REQUEST >> 8), (byte) REQUEST});
        byte[] pdu = tagged(GET, joined(request, zero, zero, tagged(SEQUENCE, bindings.toByteArray())));
        byte[] version = tagged(INTEGER, new byte[] {1});
        return tagged(SEQUENCE, joined(version, tagged(OCTETS, community.getBytes(StandardCharsets.UTF_8)), pdu));
    }

    /** The answer; nothing where the bytes are none, or answer another question. */
    static Optional<Device> answer(byte[] bytes) {
        try {
            List<Part> message = parts(only(bytes, SEQUENCE));
            List<Part> pdu = parts(message.get(2).of(RESPONSE));
            if (number(pdu.get(0).of(INTEGER)) != REQUEST || number(pdu.get(1).of(INTEGER)) != 0) {
                return Optional.empty();
            }
            List<Part> bindings = parts(pdu.get(3).of(SEQUENCE));
            return Optional.of(new Device(text(value(bindings, 0)), oid(value(bindings, 1)), text(value(bindings, 2))));
        } catch (IllegalArgumentException | IndexOutOfBoundsException | NoSuchElementException e) {
            return Optional.empty();
        }
    }

    private record Part(int tag, byte[] bytes) {
        byte[] of(int wanted) {
            if (tag != wanted) {
                throw new IllegalArgumentException("another tag");
            }
            return bytes;
        }
    }

    private static Part value(List<Part> bindings, int at) {
        return parts(bindings.get(at).of(SEQUENCE)).get(1);
    }

    private static String text(Part part) {
        return part.tag == OCTETS ? Banner.plain(Banner.raw(part.bytes)) : "";
    }

    private static String oid(Part part) {
        if (part.tag != OID || part.bytes.length == 0) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        text.append(part.bytes[0] / 40).append('.').append(part.bytes[0] % 40);
        long number = 0;
        for (int i = 1; i < part.bytes.length; i++) {
            number = (number << 7) | (part.bytes[i] & 0x7f);
            if (part.bytes[i] >= 0) {
                text.append('.').append(number);
                number = 0;
            }
        }
        return text.length() > 200 ? "" : text.toString();
    }

    private static int number(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > 4) {
            throw new IllegalArgumentException("no number");
        }
        int number = bytes[0];
        for (int i = 1; i < bytes.length; i++) {
            number = (number << 8) | (bytes[i] & 0xff);
        }
        return number;
    }

    private static byte[] only(byte[] bytes, int tag) {
        return parts(bytes).getFirst().of(tag);
    }

    private static List<Part> parts(byte[] bytes) {
        List<Part> parts = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int tag = bytes[at++] & 0xff;
            int length = bytes[at++] & 0xff;
            if (length > 0x82) {
                throw new IllegalArgumentException("a length that no answer has");
            }
            if (length >= 0x80) {
                int more = length & 0x7f;
                length = 0;
                for (int i = 0; i < more; i++) {
                    length = (length << 8) | (bytes[at++] & 0xff);
                }
            }
            if (length > bytes.length - at) {
                throw new IllegalArgumentException("a length beyond the end");
            }
            byte[] inner = new byte[length];
            System.arraycopy(bytes, at, inner, 0, length);
            parts.add(new Part(tag, inner));
            at += length;
        }
        return parts;
    }

    private static byte[] tagged(int tag, byte[] content) {
        byte[] head = content.length < 0x80
                ? new byte[] {(byte) tag, (byte) content.length}
                : new byte[] {(byte) tag, (byte) 0x81, (byte) content.length};
        return joined(head, content);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
