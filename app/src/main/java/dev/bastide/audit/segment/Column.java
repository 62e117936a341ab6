package dev.bastide.audit.segment;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The columns of a segment, in their order in the file, and those of a plain copy. Their names are those of a leaf's members. */
public enum Column {
    TAG(0, Form.TEXT, true),
    TIME(1, Form.MICROS, true),
    /** What the microseconds of the time leave over, 0 to 999. */
    TIME_NANOS(2, Form.INT, true),
    OPERATION(3, Form.TEXT, true),
    USER_ID(4, Form.TEXT, true),
    USER_NAME(5, Form.TEXT, true),
    USER_GROUP(6, Form.TEXT, true),
    IP_ADDRESS(7, Form.TEXT, true),
    METHOD(8, Form.TEXT, true),
    /** Byte by byte as it came, whole. */
    CONTENT(9, Form.BYTES, true),
    RESULT(10, Form.TEXT, true),
    SESSION_ID(11, Form.TEXT, false),
    OFFSET(12, Form.LONG, false),
    OBJECT_ID(13, Form.TEXT, false),
    CHANGE_ID(14, Form.TEXT, false),
    ID(15, Form.UUID, true),
    SOURCE(16, Form.TEXT, true),
    SOURCE_SEQ(17, Form.LONG, false),
    LOGGED_AT(18, Form.MICROS, true),
    LOGGED_AT_NANOS(19, Form.INT, true),
    /** In a plain copy: number of the log. */
    LOG(20, Form.INT, true),
    /** In a plain copy: the record's place in its log. */
    INDEX(21, Form.LONG, true),
    /** In a plain copy: the content as text. */
    PLAIN_CONTENT(22, Form.TEXT, true, "content"),
    /** In a plain copy: the content byte by byte, where it is not, or not only, text. */
    CONTENT_BYTES(23, Form.BYTES, false),
    /** In a plain copy: the record's name, as every reader knows it. */
    PLAIN_ID(24, Form.UUID, true, "id");

    /** The columns of a sealed segment, in their order. */
    static final List<Column> SEALED =
            Arrays.stream(values()).filter(column -> column.place < LOG.place).toList();

    /** The columns of a plain copy, in their order. */
    static final List<Column> PLAIN = List.of(
            LOG,
            INDEX,
            LOGGED_AT,
            TAG,
            TIME,
            OPERATION,
            USER_ID,
            USER_NAME,
            USER_GROUP,
            IP_ADDRESS,
            METHOD,
            PLAIN_CONTENT,
            RESULT,
            OBJECT_ID,
            SESSION_ID,
            OFFSET,
            CHANGE_ID,
            PLAIN_ID,
            SOURCE,
            SOURCE_SEQ,
            CONTENT_BYTES);

    /** How its values look. */
    enum Form {
        TEXT,
        BYTES,
        MICROS,
        LONG,
        INT,
        UUID
    }

    private final int place;
    private final Form form;
    private final boolean required;
    private final String label;

    Column(int place, Form form, boolean required) {
        this(place, form, required, "");
    }

    Column(int place, Form form, boolean required, String label) {
        this.place = place;
        this.form = form;
        this.required = required;
        this.label = label.isEmpty() ? name().toLowerCase(Locale.ROOT) : label;
    }

    /** Its number in the file, from 0. */
    int place() {
        return place;
    }

    Form form() {
        return form;
    }

    /** Whether each record has a value. */
    boolean required() {
        return required;
    }

    /** Its name in the file. */
    public String label() {
        return label;
    }
}
