package dev.bastide.identity.scim;

import dev.bastide.identity.Joining;
import dev.bastide.page.BadInput;
import java.util.List;

/** What a directory says that SCIM does not allow or that does not fit what is there; ends as an error body (RFC 7644 s3.12). */
public final class ScimMistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;
    private final transient List<String> args;

    private ScimMistake(int status, String type, String key, String... args) {
        super(key);
        this.status = status;
        this.type = type;
        this.args = List.of(args);
    }

    /** A value that is missing, of another type, or too long. */
    static ScimMistake value(String attribute) {
        return new ScimMistake(400, "invalidValue", "identity.scim.bad.value", attribute);
    }

    /** Text that is no such document. */
    static ScimMistake syntax() {
        return new ScimMistake(400, "invalidSyntax", "identity.scim.bad.syntax");
    }

    /** A filter other than those we answer. */
    static ScimMistake filter() {
        return new ScimMistake(400, "invalidFilter", "identity.scim.bad.filter");
    }

    /** A path nobody understands. */
    static ScimMistake path() {
        return new ScimMistake(400, "invalidPath", "identity.scim.bad.path");
    }

    /** A removal that says not of what. */
    static ScimMistake noTarget() {
        return new ScimMistake(400, "noTarget", "identity.scim.bad.target");
    }

    /** A change of what stays as it is. */
    static ScimMistake mutability(String attribute) {
        return new ScimMistake(400, "mutability", "identity.scim.bad.mutability", attribute);
    }

    /** What is wrong with a person to be added, in the words of a directory. */
    static ScimMistake of(BadInput mistake) {
        if (mistake.key().equals(Joining.LOGIN_TAKEN)) {
            return taken(Attribute.USER_NAME.word());
        }
        return value(mistake.field().equals("login") ? Attribute.USER_NAME.word() : mistake.field());
    }

    /** Another person has this already. */
    static ScimMistake taken(String attribute) {
        return new ScimMistake(409, "uniqueness", "identity.scim.taken", attribute);
    }

    /** Nobody here whom a directory may know of; the same answer whatever the reason. */
    static ScimMistake missing() {
        return new ScimMistake(404, "", "identity.scim.missing");
    }

    /** The version named is not the one that stands. */
    static ScimMistake stale() {
        return new ScimMistake(412, "", "identity.scim.stale");
    }

    /** A body larger than any that is meant. */
    static ScimMistake tooLarge() {
        return new ScimMistake(413, "", "identity.scim.too-large");
    }

    /** Too many requests for now. */
    static ScimMistake tooMany() {
        return new ScimMistake(429, "", "identity.scim.too-many");
    }

    int status() {
        return status;
    }

    /** The keyword of RFC 7644 s3.12, empty when it has none for this. */
    String type() {
        return type;
    }

    /** The message key of what is wrong. */
    public String key() {
        return String.valueOf(getMessage());
    }

    List<String> args() {
        return args;
    }
}
