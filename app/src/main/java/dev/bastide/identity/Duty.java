package dev.bastide.identity;

import java.util.List;

/** The names of the duties a person may have. What each may be granted is the room access' matrix. (A51) */
public final class Duty {
    public static final String ADMINISTRATOR = "administrator";
    public static final String OPERATOR = "operator";
    public static final String APPROVER = "approver";
    public static final String SECURITY_ENGINEER = "security-engineer";
    public static final String DEVELOPER = "developer";
    public static final String RESPONDER = "responder";
    public static final String ISO = "iso";
    public static final String AUDITOR = "auditor";
    public static final String CUSTOMER = "customer";

    /** The duty of machine accounts, and of nobody else. */
    public static final String MACHINE = "machine";

    /** No duty at all: whom a directory has announced, and nobody has said what for. */
    static final String NONE = "none";

    /** Every duty a human may have, in the order pages offer them. */
    public static final List<String> OF_HUMANS =
            List.of(OPERATOR, APPROVER, DEVELOPER, RESPONDER, SECURITY_ENGINEER, ISO, AUDITOR, ADMINISTRATOR, CUSTOMER);

    private Duty() {}

    /** Whether the word names a duty of humans. */
    public static boolean ofHumans(String word) {
        return OF_HUMANS.contains(word);
    }
}
