package dev.bastide.intake.canary;

import dev.bastide.intake.engine.EventFamily;
import java.util.List;

/**
 * What the canary tries at this program's own door, and what it must find of it. All of it is refused, by the rules that
 * refuse everybody without right.
 *
 * @param operation under which the record of it stands
 * @param path with {@code %s} for its name, where the record tells the path
 * @param known whether it comes as the canary, or as a stranger
 */
record Try(EventFamily family, String method, String path, String body, boolean known, String operation) {
    /** Its component, as the matrix names it. */
    static final String COMPONENT = "bastide";

    static final List<Try> ALL = List.of(
            new Try(EventFamily.USERS, "POST", "/api/v1/people/canary/disable", "{}", true, "person.edit"),
            new Try(EventFamily.VERIFICATION, "GET", "/scim/v2/Users/%s", "", false, "person.provision"),
            new Try(EventFamily.AUTHORISATION, "GET", "/api/v1/access/why", "", true, "grant.read"),
            new Try(
                    EventFamily.LOGIN,
                    "POST",
                    "/api/v1/tokens",
                    "{\"login\":\"%s\",\"password\":\"a canary has no password\",\"code\":\"\"}",
                    false,
                    "session.sign-in"),
            new Try(EventFamily.ACCESS, "GET", "/api/v1/audit", "", true, "audit.read"));
}
