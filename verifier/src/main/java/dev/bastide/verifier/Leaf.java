package dev.bastide.verifier;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * One record: a JSON object on one line with these members in this order, spelled in the only possible way. One
 * instance reads one after the other and keeps where the last one's members are.
 */
final class Leaf {
    private enum Kind {
        WORD,
        TIME,
        TEXT,
        TEXT_OR_NULL,
        ADDRESS,
        CONTENT,
        NUMBER_OR_NULL,
        UUID,
        SALT
    }

    private static final String[] NAMES = {
        "tag",
        "time",
        "operation",
        "user_id",
        "user_name",
        "user_group",
        "ip_address",
        "method",
        "content",
        "result",
        "session_id",
        "offset",
        "object_id",
        "change_id",
        "id",
        "source",
        "source_seq",
        "logged_at",
        "salt"
    };
    private static final Kind[] KINDS = {
        Kind.WORD,
        Kind.TIME,
        Kind.TEXT,
        Kind.TEXT,
        Kind.TEXT,
        Kind.TEXT,
        Kind.ADDRESS,
        Kind.WORD,
        Kind.CONTENT,
        Kind.WORD,
        Kind.TEXT_OR_NULL,
        Kind.NUMBER_OR_NULL,
        Kind.TEXT_OR_NULL,
        Kind.TEXT_OR_NULL,
        Kind.UUID,
        Kind.TEXT,
        Kind.NUMBER_OR_NULL,
        Kind.TIME,
        Kind.SALT
    };
    /** No number: the source numbers none of its records. */
    static final long NONE = -2;

    private static final int OPERATION = 2;
    private static final int CONTENT = 8;
    private static final int OBJECT = 12;
    private static final int SOURCE = 15;
    private static final int SOURCE_SEQ = 16;
    private static final int LOGGED_AT = 17;
    private static final int WORD_MAX = 40;
    private static final int[] DASHES = {8, 13, 18, 23};

    private final byte[][] starts = new byte[NAMES.length][];
    private final int[] from = new int[NAMES.length];
    private final int[] to = new int[NAMES.length];
    private Json json = new Json(new byte[0], 0, 0);
    private byte[] bytes = new byte[0];
    private String blobSha256 = "";
    private long blobBytes;
    private long number;
    private long sourceSeq;

    Leaf() {
        for (int i = 0; i < NAMES.length; i++) {
            String start = (i == 0 ? "{\"v\":1" : "") + ",\"" + NAMES[i] + "\":";
            starts[i] = start.getBytes(StandardCharsets.US_ASCII);
        }
    }

    /** What is wrong with the record, or an empty text. */
    String read(byte[] record, int begin, int end) {
        bytes = record;
        json = new Json(record, begin, end);
        blobSha256 = "";
        for (int i = 0; i < NAMES.length; i++) {
            if (!json.skip(starts[i])) {
                return "its member " + NAMES[i] + " is not where it belongs";
            }
            from[i] = json.at();
            if (!member(KINDS[i])) {
                return "its member " + NAMES[i] + " is malformed";
            }
            to[i] = json.at();
            if (i == SOURCE_SEQ) {
                sourceSeq = number;
            }
        }
        return json.skip('}') && json.atEnd() ? "" : "it goes on after its last member";
    }

    private boolean member(Kind kind) {
        return switch (kind) {
            case WORD -> json.string() && isWord();
            case TIME -> json.string() && Timestamp.isValid(bytes, json.textFrom(), json.textTo());
            case TEXT -> json.string() && json.textTo() > json.textFrom();
            case TEXT_OR_NULL -> json.isNull() || (json.string() && json.textTo() > json.textFrom());
            case ADDRESS -> json.string() && isAddress();
            case CONTENT -> json.peek() == '{' ? contentObject() : json.string();
            case NUMBER_OR_NULL -> numberOrNull();
            case UUID -> json.string() && isUuid();
            case SALT -> json.string() && isHex(32);
        };
    }

    private boolean numberOrNull() {
        number = json.isNull() ? NONE : json.number();
        return number != -1;
    }

    /** Content that is no Unicode text, or too long for the record. */
    private boolean contentObject() {
        if (json.skip("{\"base64\":")) {
            return json.string() && isBase64OfNoText() && json.skip('}');
        }
        if (!json.skip("{\"sha256\":") || !json.string() || !isHex(64)) {
            return false;
        }
        blobSha256 = new String(bytes, json.textFrom(), 64, StandardCharsets.US_ASCII);
        if (!json.skip(",\"size\":")) {
            return false;
        }
        blobBytes = json.number();
        return blobBytes >= 0 && json.skip('}');
    }

    private boolean isBase64OfNoText() {
        String text = new String(bytes, json.textFrom(), json.textTo() - json.textFrom(), StandardCharsets.US_ASCII);
        byte[] content = Text.base64(text).orElse(new byte[0]);
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return false;
        } catch (CharacterCodingException e) {
            return true;
        }
    }

    private boolean isWord() {
        int length = json.textTo() - json.textFrom();
        for (int i = json.textFrom(); i < json.textTo(); i++) {
            if (bytes[i] != '_' && (bytes[i] < 'A' || bytes[i] > 'Z')) {
                return false;
            }
        }
        return length >= 1 && length <= WORD_MAX;
    }

    private boolean isAddress() {
        int length = json.textTo() - json.textFrom();
        for (int i = json.textFrom(); i < json.textTo(); i++) {
            int c = bytes[i];
            boolean fits = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (!fits && c != '.' && c != ':') {
                return false;
            }
        }
        return length >= 2 && length <= 45;
    }

    private boolean isHex(int length) {
        return json.textTo() - json.textFrom() == length && Json.isHex(bytes, json.textFrom(), json.textTo());
    }

    private boolean isUuid() {
        int begin = json.textFrom();
        int end = json.textTo();
        if (end - begin != 36) {
            return false;
        }
        int group = begin;
        for (int dash : DASHES) {
            if (bytes[begin + dash] != '-' || !Json.isHex(bytes, group, begin + dash)) {
                return false;
            }
            group = begin + dash + 1;
        }
        return Json.isHex(bytes, group, end);
    }

    boolean hasBlob() {
        return !blobSha256.isEmpty();
    }

    String blobSha256() {
        return blobSha256;
    }

    long blobBytes() {
        return blobBytes;
    }

    String source() {
        return raw(SOURCE);
    }

    /** The number that the source gave the record, or {@link #NONE} where it numbers none. */
    long sourceSeq() {
        return sourceSeq;
    }

    /** Whether this record says of a source that some of its records never arrived. */
    boolean isGap() {
        return to[OPERATION] - from[OPERATION] == 11 && raw(OPERATION).equals("\"audit.gap\"");
    }

    /** Whether this record stands in the place of one that the log could not open. */
    boolean isUnreadable() {
        return to[OPERATION] - from[OPERATION] == 18 && raw(OPERATION).equals("\"audit.unreadable\"");
    }

    String object() {
        return raw(OBJECT);
    }

    String content() {
        return raw(CONTENT);
    }

    /** Copies {@code logged_at}, whose spelling sorts as it happened. */
    void copyLoggedAt(byte[] out) {
        System.arraycopy(bytes, from[LOGGED_AT], out, 0, out.length);
    }

    /** A member as it is spelled; equal texts are spelled alike. */
    private String raw(int member) {
        return new String(bytes, from[member], to[member] - from[member], StandardCharsets.UTF_8);
    }
}
