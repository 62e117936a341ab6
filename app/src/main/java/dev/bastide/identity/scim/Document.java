package dev.bastide.identity.scim;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Reads what a SCIM document says of a person: whole resources, the objects of a PATCH without a path, and the paths of
 * one with. Names come in any case, with or without the schema before them, nested or dotted: the standard allows the
 * one, Entra and Okta send the other.
 */
final class Document {
    private static final Pattern EMAILS = Pattern.compile(
            "(?i)emails(?:\\[\\s*(type|primary)\\s+eq\\s+\"?(\\w+)\"?\\s*])?(?:\\.(value|type|primary|display))?");
    private static final Pattern LINE = Pattern.compile("[^\\p{Cntrl}\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]+");

    private Document() {}

    /** What an object says; what nobody knows in it is passed over. */
    static Said object(JsonNode object) {
        if (!object.isObject()) {
            throw ScimMistake.syntax();
        }
        Said said = new Said();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            said.join(at(field.getKey(), field.getValue()));
        }
        return said;
    }

    /** What is said by a value at a path. Nothing understood when the path is not one of ours. */
    static Said at(String path, JsonNode value) {
        String name = withoutSchema(path.strip());
        Said said = new Said();
        if (name.isEmpty()) {
            return value.isNull() ? removed("department") : object(value);
        }
        if (name.equalsIgnoreCase("name") && value.isObject()) {
            for (Map.Entry<String, JsonNode> part : value.properties()) {
                said.join(at("name." + part.getKey(), part.getValue()));
            }
            return said;
        }
        Matcher emails = EMAILS.matcher(name);
        if (emails.matches()) {
            return email(emails, value);
        }
        Optional<Attribute> attribute = Attribute.named(name);
        if (attribute.isPresent()) {
            said.put(attribute.get(), text(attribute.get(), value));
        } else if (Attribute.isPassedOver(name)) {
            said.passOver();
        }
        return said;
    }

    /** What the removal of a path says. */
    static Said removed(String path) {
        String name = withoutSchema(path.strip());
        Said said = new Said();
        if (name.isEmpty()) {
            return removed("department");
        }
        if (name.equalsIgnoreCase("name")) {
            said.put(Attribute.FORMATTED, Optional.empty());
            said.put(Attribute.GIVEN_NAME, Optional.empty());
            said.put(Attribute.FAMILY_NAME, Optional.empty());
            return said;
        }
        Matcher emails = EMAILS.matcher(name);
        if (emails.matches()) {
            if (isOurs(emails)) {
                said.put(Attribute.EMAIL, Optional.empty());
            }
            said.passOver();
            return said;
        }
        Attribute.named(name).ifPresent(attribute -> said.put(attribute, Optional.empty()));
        if (Attribute.isPassedOver(name)) {
            said.passOver();
        }
        return said;
    }

    /** The name after its schema: {@code urn:…:User:title}, {@code urn:…:User.department}, or the schema alone. */
    private static String withoutSchema(String path) {
        for (String schema : new String[] {Attribute.ENTERPRISE, Attribute.CORE}) {
            if (path.regionMatches(true, 0, schema, 0, schema.length())) {
                String rest = path.substring(schema.length());
                if (rest.isEmpty()) {
                    return "";
                }
                if (rest.charAt(0) == ':' || rest.charAt(0) == '.') {
                    return rest.substring(1);
                }
            }
        }
        return path;
    }

    private static Said email(Matcher path, JsonNode value) {
        Said said = new Said();
        said.passOver();
        String part = path.group(3);
        boolean ofValue = part == null || part.equalsIgnoreCase("value");
        if (isOurs(path) && ofValue) {
            JsonNode chosen = value.isArray() ? chosen(value) : value;
            JsonNode plain = chosen.isObject() ? chosen.path("value") : chosen;
            said.put(Attribute.EMAIL, plain.isMissingNode() ? Optional.empty() : text(Attribute.EMAIL, plain));
        }
        return said;
    }

    /** We keep one address: the one for work, or the first that is the main one. */
    private static boolean isOurs(Matcher path) {
        String by = path.group(1);
        String wanted = path.group(2);
        return by == null || wanted == null || wanted.equalsIgnoreCase(by.equalsIgnoreCase("type") ? "work" : "true");
    }

    private static JsonNode chosen(JsonNode addresses) {
        JsonNode main = null;
        for (JsonNode address : addresses) {
            if (address.path("type").asString("").equalsIgnoreCase("work")) {
                return address;
            }
            if (main == null || (isTrue(address.path("primary")) && !isTrue(main.path("primary")))) {
                main = address;
            }
        }
        return main == null ? addresses.path("none") : main;
    }

    private static boolean isTrue(JsonNode node) {
        return node.asString("").equalsIgnoreCase("true");
    }

    private static Optional<String> text(Attribute attribute, JsonNode value) {
        if (attribute == Attribute.ACTIVE) {
            return Optional.of(truth(value));
        }
        if (value.isNull()) {
            return Optional.empty();
        }
        if (!value.isString()) {
            throw ScimMistake.value(attribute.word());
        }
        String text = value.stringValue().strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.length() > attribute.charactersMax() || !LINE.matcher(text).matches()) {
            throw ScimMistake.value(attribute.word());
        }
        return Optional.of(text);
    }

    /** Entra says {@code "False"} where the standard says {@code false}; anything else is a mistake, not a yes. */
    private static String truth(JsonNode value) {
        if (value.isBoolean()) {
            return Boolean.toString(value.booleanValue());
        }
        if (value.isString() && value.stringValue().equalsIgnoreCase("true")) {
            return "true";
        }
        if (value.isString() && value.stringValue().equalsIgnoreCase("false")) {
            return "false";
        }
        throw ScimMistake.value(Attribute.ACTIVE.word());
    }
}
