package dev.bastide.asset;

import dev.bastide.asset.engine.HostText;
import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupJudge;
import dev.bastide.page.SetupMistakes;
import java.util.HashSet;
import java.util.Set;

/** Judges the section {@code hosts} of a set-up file: nodes of the same file, readable names and addresses, each once. */
class HostSetupJudge implements SetupJudge {
    private static final String ROOT = "/";

    @Override
    public String section() {
        return "hosts";
    }

    @Override
    public void judge(SetupFile section, SetupFile whole, SetupMistakes mistakes) {
        Set<String> nodes = whole.at("tree").named("path");
        Set<String> names = new HashSet<>();
        mistakes.each(section, entry -> {
            entry.allow("name", "node", "address", "port", "kind", "customer", "accounts", "host-keys");
            require(HostText.isName(entry.text("name")), entry.at("name"), "asset.bad.name");
            require(names.add(entry.text("name")), entry.at("name"), "asset.setup.twice", entry.text("name"));
            require(HostText.isAddress(entry.text("address")), entry.at("address"), "asset.bad.address");
            String node = entry.text("node");
            require(node.equals(ROOT) || nodes.contains(node), entry.at("node"), "asset.setup.no-node", node);
            var _ = HostSetup.port(entry);
        });
    }

    private static void require(boolean holds, SetupFile part, String key, String... args) {
        if (!holds) {
            throw BadInput.in(part.place(), key, args);
        }
    }
}
