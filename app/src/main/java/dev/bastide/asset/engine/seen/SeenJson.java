package dev.bastide.asset.engine.seen;

import dev.bastide.asset.engine.InventoryUnreadable;
import dev.bastide.asset.engine.seen.SeenThing.Named;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code masscan -oJ} wrote, and the JSON of our own that {@code docs/formats/assets.md} describes. */
final class SeenJson {
    private static final String FORMAT = "bastide-assets/1";
    private static final JsonMapper JSON =
            JsonMapper.builder().enable(JsonReadFeature.ALLOW_TRAILING_COMMA).build();

    private SeenJson() {}

    static SeenFile read(String text) {
        JsonNode root;
        try {
            root = JSON.readTree(text);
        } catch (JacksonException e) {
            int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            throw new InventoryUnreadable("asset.take.bad.json", line, "");
        }
        if (root.isArray()) {
            return masscan(root);
        }
        if (!FORMAT.equals(root.path("format").asString(""))) {
            throw new InventoryUnreadable(
                    "asset.take.bad.format", 1, root.path("format").asString(""));
        }
        List<SeenThing> things = new ArrayList<>();
        for (JsonNode one : root.path("assets")) {
            things.add(own(things.size() + 1, one));
        }
        return new SeenFile("json", root.path("complete").asBoolean(false), things);
    }

    private static SeenThing own(int place, JsonNode one) {
        List<Named> keys = new ArrayList<>();
        for (JsonNode key : one.path("keys")) {
            String written = key.asString("").strip();
            int space = written.indexOf(' ');
            if (space < 1) {
                throw new InventoryUnreadable("asset.take.bad.key", place, written);
            }
            keys.add(new Named(written.substring(0, space), written.substring(space + 1)));
        }
        return new SeenThing(
                place,
                one.path("kind").asString("host"),
                one.path("name").asString(""),
                keys,
                one.path("node").asString(""),
                one.path("owner").asString(""),
                one.path("exposure").asString("").equals("public"),
                time(place, one.path("expires").asString("")),
                time(place, one.path("seen").asString("")));
    }

    private static @Nullable Instant time(int place, String text) {
        if (text.isEmpty()) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new InventoryUnreadable("asset.take.bad.time", place, text);
        }
    }

    // One entry a port, and an address many times.
    private static SeenFile masscan(JsonNode root) {
        Map<String, Instant> seen = new LinkedHashMap<>();
        boolean finished = false;
        int place = 0;
        for (JsonNode one : root) {
            place++;
            String address = one.path("ip").asString("");
            if (address.isEmpty()) {
                finished |= one.has("finished");
                if (!one.has("finished")) {
                    throw new InventoryUnreadable("asset.take.bad.entry", place, "ip");
                }
                continue;
            }
            String seconds = one.path("timestamp").asString("0");
            Instant at = seconds.matches("\\d{1,11}") ? Instant.ofEpochSecond(Long.parseLong(seconds)) : Instant.EPOCH;
            seen.merge(address, at, (a, b) -> a.isAfter(b) ? a : b);
        }
        List<SeenThing> things = new ArrayList<>();
        seen.forEach((address, at) -> things.add(SeenThing.machine(
                things.size() + 1, "", List.of(new Named("address", address)), at.equals(Instant.EPOCH) ? null : at)));
        return new SeenFile("masscan", finished, things);
    }
}
