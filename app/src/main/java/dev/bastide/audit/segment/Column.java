package dev.bastide.audit.segment;

import java.util.Locale;

/** The columns of a segment, in their order in the file. Their names are those of a leaf's members. */
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
    LOGGED_AT_NANOS(19, Form.INT, true);

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

    Column(int place, Form form, boolean required) {
        this.place = place;
        this.form = form;
        this.required = required;
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
        return name().toLowerCase(Locale.ROOT);
    }
}
