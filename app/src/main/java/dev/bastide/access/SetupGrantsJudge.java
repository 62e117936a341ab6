package dev.bastide.access;

import dev.bastide.access.rights.Role;
import dev.bastide.access.rights.RoleBook;
import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupJudge;
import dev.bastide.page.SetupMistakes;
import java.util.Map;
import java.util.Set;

/**
 * Judges the section {@code grants} of a set-up file: people, roles and nodes that there are, and one of them the role
 * administrator on the root: a company that nobody administers could never be mended.
 */
class SetupGrantsJudge implements SetupJudge {
    private static final String ROOT = "/";
    private static final String ADMINISTRATOR = "administrator";

    private final Map<String, Role> roles = RoleBook.shipped();

    @Override
    public String section() {
        return "grants";
    }

    @Override
    public void judge(SetupFile section, SetupFile whole, SetupMistakes mistakes) {
        Set<String> logins = whole.at("people").named("login");
        Set<String> nodes = whole.at("tree").named("path");
        mistakes.each(section, entry -> {
            entry.allow("person", "role", "node", "days");
            String login = entry.text("person");
            if (!logins.contains(login)) {
                throw entry.at("person").wrong("access.setup.no-person", login);
            }
            role(entry.at("role"), entry.text("node"));
            if (!entry.text("node").equals(ROOT) && !nodes.contains(entry.text("node"))) {
                throw entry.at("node").wrong("access.setup.no-node", entry.text("node"));
            }
            if (!entry.text("days", SetupGrants.DAYS_DEFAULT).matches("[0-9]{1,4}")) {
                throw entry.at("days").wrong("access.setup.days");
            }
        });
        if (!section.isThere() || section.items().stream().noneMatch(SetupGrantsJudge::administers)) {
            mistakes.in(section, part -> {
                throw part.wrong("access.setup.no-administrator");
            });
        }
    }

    private void role(SetupFile word, String node) {
        Role role = roles.get(word.text());
        if (role == null || role.reach() == Role.Reach.FOUNDING) {
            throw BadInput.in(word.place(), "access.refused.role", word.text());
        }
        if (role.reach() == Role.Reach.SERVICE && node.equals(ROOT)) {
            throw BadInput.in(word.place(), "access.refused.root", word.text());
        }
    }

    private static boolean administers(SetupFile entry) {
        return entry.isGroup()
                && entry.at("role").optionalText().orElse("").equals(ADMINISTRATOR)
                && entry.at("node").optionalText().orElse("").equals(ROOT);
    }
}
