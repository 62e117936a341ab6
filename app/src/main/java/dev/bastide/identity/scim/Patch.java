package dev.bastide.identity.scim;

import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/** Reads the operations of a PATCH (RFC 7644 s3.5.2) in their order; a later one counts over an earlier one. */
final class Patch {
    private static final String SCHEMA = "urn:ietf:params:scim:api:messages:2.0:PatchOp";
    private static final int OPERATIONS_MAX = 100;

    private Patch() {}

    /** What the operations say together. Throws {@link ScimMistake}; then nothing of them counts. */
    static Said read(JsonNode document) {
        JsonNode operations = field(document, "operations");
        JsonNode schemas = field(document, "schemas");
        boolean named = false;
        for (JsonNode schema : schemas) {
            named |= schema.asString("").equalsIgnoreCase(SCHEMA);
        }
        if (!named || !operations.isArray() || operations.isEmpty() || operations.size() > OPERATIONS_MAX) {
            throw ScimMistake.syntax();
        }
        Said said = new Said();
        for (JsonNode operation : operations) {
            said.follow(one(operation));
        }
        // What another system knows and we do not is passed over beside what we do know: that a person has left must
        // not
        // be lost because his shoe size came along. Nothing but unknown words is a mistake.
        if (!said.understood()) {
            throw ScimMistake.path();
        }
        return said;
    }

    private static Said one(JsonNode operation) {
        JsonNode path = field(operation, "path");
        JsonNode value = field(operation, "value");
        boolean pathless = path.isNull() || path.asString("").isBlank();
        if (!pathless && !path.isString()) {
            throw ScimMistake.path();
        }
        String verb = field(operation, "op").asString("").toLowerCase(Locale.ROOT);
        return switch (verb) {
            case "add", "replace" -> pathless ? Document.object(value) : Document.at(path.stringValue(), value);
            case "remove" -> {
                if (pathless) {
                    throw ScimMistake.noTarget();
                }
                yield Document.removed(path.stringValue());
            }
            default -> throw ScimMistake.syntax();
        };
    }

    private static JsonNode field(JsonNode object, String name) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            if (field.getKey().equalsIgnoreCase(name)) {
                return field.getValue();
            }
        }
        return NullNode.getInstance();
    }
}
