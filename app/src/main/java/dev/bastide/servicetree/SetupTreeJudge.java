package dev.bastide.servicetree;

import dev.bastide.authority.PersonId;
import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupJudge;
import dev.bastide.page.SetupMistakes;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;

/** Judges the section {@code tree} of a set-up file: owners of the same file, parents before children, each node once. */
class SetupTreeJudge implements SetupJudge {
    private static final PersonId ANYBODY = new PersonId(new UUID(0, 0));

    @Override
    public String section() {
        return "tree";
    }

    @Override
    public void judge(SetupFile section, SetupFile whole, SetupMistakes mistakes) {
        Set<String> logins = whole.at("people").named("login");
        Set<String> planted = new HashSet<>();
        mistakes.each(section, entry -> {
            entry.allow("path", "owner", "environment", "tier", "customer", "inherit-stop");
            String path = entry.text("path");
            String above = path.substring(0, Math.max(0, path.lastIndexOf('/')));
            boolean root = path.equals(SetupTree.ROOT);
            boolean placed = root || above.isEmpty() || planted.contains(above);
            boolean first = planted.add(path);
            String owner = entry.text("owner");
            if (!logins.contains(owner)) {
                throw entry.at("owner").wrong("servicetree.setup.no-owner", owner);
            }
            if (!placed || !path.startsWith(SetupTree.ROOT)) {
                throw entry.at("path").wrong("servicetree.setup.no-parent", above.isEmpty() ? SetupTree.ROOT : above);
            }
            if (!first) {
                throw entry.at("path").wrong("servicetree.setup.twice", path);
            }
            fits(entry, root ? SetupTree.ROOT_NAME : path.substring(path.lastIndexOf('/') + 1));
        });
    }

    private static void fits(SetupFile entry, String name) {
        try {
            var _ = new NodeFacts(
                    null,
                    name,
                    ANYBODY,
                    Environment.of(entry.text("environment", Environment.TEST.word())),
                    Integer.parseInt(entry.text("tier", SetupTree.TIER_DEFAULT)),
                    false,
                    entry.at("customer").optionalText().orElse(null));
        } catch (NumberFormatException e) {
            throw BadInput.in(entry.at("tier").place(), "servicetree.bad.tier");
        } catch (IllegalArgumentException e) {
            // The message of a wrong node is the key of its words, which ends in the field's name.
            String key = String.valueOf(e.getMessage());
            String field = key.substring(key.lastIndexOf('.') + 1);
            throw BadInput.in(entry.at(field.equals("name") ? "path" : field).place(), key);
        }
    }
}
