package dev.bastide.intake.canary;

import dev.bastide.intake.engine.EventFamily;
import java.util.List;

/**
 * What the canary tries at this program's own door, and what it must find of it. All of it is refused, by the rules that
 * refuse everybody without right.
 *
 * @param component as the matrix names it: the console's door, or a room behind it
 * @param operation under which the record of it stands
 * @param path with {@code %s} for its name, where the record tells the path
 * @param known whether it comes as the canary, or as a stranger
 */
record Try(
        String component,
        EventFamily family,
        String method,
        String path,
        String body,
        boolean known,
        String operation) {
    /** The door of console and API. */
    static final String COMPONENT = "bastide";

    /** What every room's component begins with. */
    static final String ROOM = COMPONENT + "/room/";

    private static final String NOBODY = "{\"login\":\"%s\",\"password\":\"a canary has no password\",\"code\":\"\"}";

    /** The five families at the door itself, and of each room behind it those that it logs: a dash stands for the others. */
    static final List<Try> ALL = List.of(
            new Try(COMPONENT, EventFamily.USERS, "POST", "/api/v1/people/canary/disable", "{}", true, "person.edit"),
            new Try(COMPONENT, EventFamily.VERIFICATION, "GET", "/scim/v2/Users/%s", "", false, "person.provision"),
            new Try(COMPONENT, EventFamily.AUTHORISATION, "GET", "/api/v1/access/why", "", true, "grant.read"),
            new Try(COMPONENT, EventFamily.LOGIN, "POST", "/api/v1/tokens", NOBODY, false, "session.sign-in"),
            new Try(COMPONENT, EventFamily.ACCESS, "GET", "/api/v1/audit", "", true, "audit.read"),
            read("access", EventFamily.AUTHORISATION, "/api/v1/grants", "grant.read"),
            read("alarm", EventFamily.ACCESS, "/api/v1/alarms", "alarm.view"),
            write("approval", EventFamily.AUTHORISATION, "/api/v1/approvals/%s/votes", "approval.vote"),
            write("asset", EventFamily.AUTHORISATION, "/api/v1/hosts/%s/pins/%s/confirm", "host.confirm"),
            read("asset", EventFamily.ACCESS, "/api/v1/hosts", "host.read"),
            read("bastion", EventFamily.ACCESS, "/api/v1/sessions", "host.read"),
            write("change", EventFamily.AUTHORISATION, "/api/v1/operations/%s/approve", "approval.vote"),
            write("change", EventFamily.ACCESS, "/api/v1/operations", "operation.request"),
            write("identity", EventFamily.USERS, "/api/v1/people", "person.edit"),
            new Try(
                    ROOM + "identity",
                    EventFamily.VERIFICATION,
                    "DELETE",
                    "/scim/v2/Users/%s",
                    "",
                    false,
                    "person.provision"),
            new Try(ROOM + "identity", EventFamily.LOGIN, "POST", "/api/v1/tokens", NOBODY, false, "session.sign-in"),
            read("identity", EventFamily.ACCESS, "/api/v1/people", "person.read"),
            write("intake", EventFamily.AUTHORISATION, "/api/v1/intake/sources", "intake.edit"),
            read("intake", EventFamily.ACCESS, "/api/v1/intake/sources", "intake.read"),
            write("record", EventFamily.AUTHORISATION, "/api/v1/audit/holds", "audit.reopen"),
            read("record", EventFamily.ACCESS, "/api/v1/audit/log", "audit.read"),
            read("servicetree", EventFamily.ACCESS, "/api/v1/tree", "tree.read"));

    private static Try read(String room, EventFamily family, String path, String operation) {
        return new Try(ROOM + room, family, "GET", path, "", true, operation);
    }

    private static Try write(String room, EventFamily family, String path, String operation) {
        return new Try(ROOM + room, family, "POST", path, "{}", true, operation);
    }
}
