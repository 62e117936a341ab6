package dev.bastide.identity.scim;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** What we take of a person a directory speaks of, by the names of RFC 7643 s4.1 and s4.3. */
public enum Attribute {
    USER_NAME("userName", 64),
    EXTERNAL_ID("externalId", 256),
    ACTIVE("active", 5),
    DISPLAY_NAME("displayName", 200),
    FORMATTED("name.formatted", 200),
    GIVEN_NAME("name.givenName", 200),
    FAMILY_NAME("name.familyName", 200),
    EMAIL("emails", 254),
    TITLE("title", 256),
    DEPARTMENT("department", 256);

    static final String CORE = "urn:ietf:params:scim:schemas:core:2.0:User";
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    /** What the standard knows beside them and directories send by habit: understood, and passed over. */
    private static final Set<String> PASSED_OVER = Set.of(
            "schemas",
            "id",
            "meta",
            "password",
            "nickname",
            "profileurl",
            "usertype",
            "preferredlanguage",
            "locale",
            "timezone",
            "phonenumbers",
            "ims",
            "photos",
            "addresses",
            "groups",
            "entitlements",
            "roles",
            "x509certificates",
            "employeenumber",
            "costcenter",
            "organization",
            "division",
            "manager",
            "name.middlename",
            "name.honorificprefix",
            "name.honorificsuffix");

    private final String word;
    private final int charactersMax;

    Attribute(String word, int charactersMax) {
        this.word = word;
        this.charactersMax = charactersMax;
    }

    String word() {
        return word;
    }

    int charactersMax() {
        return charactersMax;
    }

    /** The attribute of this name; names differ in case from one directory to the next. */
    static Optional<Attribute> named(String name) {
        for (Attribute attribute : values()) {
            if (attribute.word.equalsIgnoreCase(name)) {
                return Optional.of(attribute);
            }
        }
        return Optional.empty();
    }

    /** Whether the name, or the part before its first dot or bracket, is one of those that are passed over. */
    static boolean isPassedOver(String name) {
        String low = name.toLowerCase(Locale.ROOT);
        return PASSED_OVER.contains(low) || PASSED_OVER.contains(low.split("[.\\[]", 2)[0]);
    }
}
