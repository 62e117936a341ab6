package dev.bastide.change.specification;

import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupJudge;
import dev.bastide.page.SetupMistakes;
import java.util.Set;

/** Judges the section {@code specifications} of a set-up file: its keys, parameters, and nodes of the same file. */
class SpecificationSetupJudge implements SetupJudge {
    private static final String ROOT = "/";

    @Override
    public String section() {
        return "specifications";
    }

    @Override
    public void judge(SetupFile section, SetupFile whole, SetupMistakes mistakes) {
        Set<String> nodes = whole.at("tree").named("path");
        mistakes.each(section, entry -> {
            entry.allow(
                    "id",
                    "name",
                    "node",
                    "production",
                    "business-days",
                    "purpose",
                    "parameters",
                    "steps",
                    "rollback",
                    "impact");
            String node = entry.text("node", ROOT);
            if (!node.equals(ROOT) && !nodes.contains(node)) {
                throw BadInput.in(entry.at("node").place(), "change.bad.node", node);
            }
            var _ = SpecificationSetup.parameters(entry.at("parameters"));
        });
    }
}
