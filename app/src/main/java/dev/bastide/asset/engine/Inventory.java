package dev.bastide.asset.engine;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads an inventory in whichever of the three forms it is, and says what is wrong with one of its hosts. */
public final class Inventory {
    /** The most characters of a file. */
    public static final int CHARACTERS_MAX = 5_000_000;

    private static final Pattern YAML_START = Pattern.compile("(?m)^(?:---|[A-Za-z0-9_.-]+:\\s*(?:#.*)?)$");
    private static final int DEFAULT_PORT = 22;

    private Inventory() {}

    /** The hosts of a CSV file or an Ansible inventory. Throws {@link InventoryUnreadable}. */
    public static List<InventoryHost> parse(String text) {
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (plain.length() > CHARACTERS_MAX) {
            throw new InventoryUnreadable("asset.import.bad.size", 0, Integer.toString(plain.length()));
        }
        String first = plain.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .findFirst()
                .orElse("");
        if (first.contains(",") && first.toLowerCase(Locale.ROOT).contains("name")) {
            return CsvInventory.parse(plain);
        }
        boolean yaml = YAML_START.matcher(first).matches() || first.startsWith("{");
        return (yaml ? AnsibleYaml.parse(plain) : AnsibleIni.parse(plain)).all();
    }

    /** The port in figures; 22 when none is named, 0 when it is none. */
    public static int port(InventoryHost host) {
        if (host.port().isEmpty()) {
            return DEFAULT_PORT;
        }
        return host.port().matches("[0-9]{1,5}") ? Integer.parseInt(host.port()) : 0;
    }

    /** The message key of the first thing wrong with a host, if anything. */
    public static Optional<String> fault(InventoryHost host) {
        if (!HostText.isName(host.name())) {
            return Optional.of("asset.bad.name");
        }
        if (!HostText.isAddress(host.address())) {
            return Optional.of("asset.bad.address");
        }
        if (!HostText.isPort(port(host))) {
            return Optional.of("asset.bad.port");
        }
        if (host.accounts().isEmpty() || !host.accounts().stream().allMatch(HostText::isAccount)) {
            return Optional.of("asset.bad.account");
        }
        if (host.customer().length() > 200 || host.customer().codePoints().anyMatch(Character::isISOControl)) {
            return Optional.of("asset.bad.customer");
        }
        return host.hostKey() != null && !isKey(host.hostKey()) ? Optional.of("asset.bad.host-key") : Optional.empty();
    }

    private static boolean isKey(String line) {
        try {
            PublicKeyText.parse(line);
            return true;
        } catch (KeyUnreadable e) {
            return false;
        }
    }
}
