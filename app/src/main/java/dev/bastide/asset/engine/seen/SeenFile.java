package dev.bastide.asset.engine.seen;

import dev.bastide.asset.engine.InventoryUnreadable;
import java.util.List;

/**
 * A file that says what was seen, known by its content.
 *
 * @param source what wrote it: {@code nmap}, {@code masscan}, {@code dhcpd}, {@code dnsmasq}, {@code csv}, {@code json}
 * @param complete whether it says that it looked at all it meant to look at
 */
public record SeenFile(String source, boolean complete, List<SeenThing> things) {
    private static final int CHARACTERS_MAX = 64 << 20;
    private static final int THINGS_MAX = 200_000;

    /** Copies the things. */
    public SeenFile {
        things = List.copyOf(things);
    }

    /** Reads it. Throws {@link InventoryUnreadable} with where and why; nothing of such a file is used. */
    public static SeenFile read(String text) {
        if (text.length() > CHARACTERS_MAX) {
            throw new InventoryUnreadable("asset.import.bad.size", 0, Integer.toString(text.length()));
        }
        String plain = text.startsWith("\uFEFF") ? text.substring(1) : text;
        SeenFile file = reader(plain.strip(), plain);
        if (file.things().size() > THINGS_MAX) {
            throw new InventoryUnreadable(
                    "asset.take.bad.many", 0, Integer.toString(file.things().size()));
        }
        return file;
    }

    private static SeenFile reader(String stripped, String text) {
        if (stripped.isEmpty()) {
            throw new InventoryUnreadable("asset.take.bad.empty", 0, "");
        }
        if (stripped.startsWith("<")) {
            return NmapReport.read(text);
        }
        if (stripped.startsWith("[") || stripped.startsWith("{")) {
            return SeenJson.read(text);
        }
        if (Leases.isIsc(stripped)) {
            return Leases.isc(text);
        }
        if (Leases.isDnsmasq(stripped)) {
            return Leases.dnsmasq(text);
        }
        return SeenTable.read(text);
    }
}
