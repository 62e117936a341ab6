package dev.bastide.identity.ldap;

import dev.bastide.identity.scim.Attribute;
import dev.bastide.identity.scim.Said;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the directory says of one person.
 *
 * @param id what never changes of his entry
 * @param name empty when the directory names him not
 * @param email empty when it knows none
 */
record Found(
        String id,
        String login,
        String name,
        String email,
        @Nullable String title,
        @Nullable String department,
        boolean active) {
    /** Before the ids of people whom an LDAP directory speaks of, so that nobody else's are among them. */
    static final String PREFIX = "ldap:";

    Found {
        login = login.toLowerCase(Locale.ROOT);
    }

    String externalId() {
        return PREFIX + id;
    }

    /** The same as every directory says it. */
    Said said() {
        Said said = new Said();
        said.put(Attribute.EXTERNAL_ID, Optional.of(externalId()));
        if (!name.isEmpty()) {
            said.put(Attribute.DISPLAY_NAME, Optional.of(name));
        }
        if (!email.isEmpty()) {
            said.put(Attribute.EMAIL, Optional.of(email));
        }
        said.put(Attribute.TITLE, Optional.ofNullable(title));
        said.put(Attribute.DEPARTMENT, Optional.ofNullable(department));
        said.put(Attribute.ACTIVE, Optional.of(Boolean.toString(active)));
        return said;
    }

    /** The same of somebody new. */
    Said announced() {
        Said said = said();
        said.put(Attribute.USER_NAME, Optional.of(login));
        return said;
    }

    /** What an entry says that is not there any more. */
    static Said gone() {
        Said said = new Said();
        said.put(Attribute.ACTIVE, Optional.of("false"));
        return said;
    }
}
