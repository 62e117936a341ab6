package dev.bastide.identity.scim;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads and writes {@code application/scim+json}. */
final class Answers {
    /** The media type of everything here. */
    static final MediaType TYPE = MediaType.parseMediaType("application/scim+json");

    private static final int BODY_BYTES_MAX = 128 * 1024;
    private static final String LIST = "urn:ietf:params:scim:api:messages:2.0:ListResponse";
    private static final String ERROR = "urn:ietf:params:scim:api:messages:2.0:Error";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Answers() {}

    /** The document sent. Throws {@link ScimMistake} when it is none, or larger than any that is meant. */
    static JsonNode read(HttpServletRequest request) throws IOException {
        byte[] body = request.getInputStream().readNBytes(BODY_BYTES_MAX + 1);
        if (body.length > BODY_BYTES_MAX) {
            throw ScimMistake.tooLarge();
        }
        try {
            JsonNode document = JSON.readTree(body);
            if (!document.isObject()) {
                throw ScimMistake.syntax();
            }
            return document;
        } catch (JacksonException e) {
            // A parser quotes what it read, so its own words go nowhere.
            throw ScimMistake.syntax();
        }
    }

    /** An answer with this document. */
    static ResponseEntity<byte[]> of(HttpStatus status, Map<String, Object> document) {
        return ResponseEntity.status(status).contentType(TYPE).body(JSON.writeValueAsBytes(document));
    }

    /** One person, with the version that stands. */
    static ResponseEntity<byte[]> of(HttpStatus status, Entry entry, HttpServletRequest request) {
        Map<String, Object> user = user(entry, address(request));
        return ResponseEntity.status(status)
                .contentType(TYPE)
                .eTag(entry.version())
                .header("Location", address(request) + "/Users/" + entry.person())
                .body(JSON.writeValueAsBytes(shown(user, request)));
    }

    /** One page of people. */
    static ResponseEntity<byte[]> of(Entries.Found found, long startIndex, HttpServletRequest request) {
        List<Map<String, Object>> users = found.entries().stream()
                .map(entry -> shown(user(entry, address(request)), request))
                .toList();
        return of(HttpStatus.OK, list(users, found.total(), startIndex));
    }

    /** A list of documents (RFC 7644 s3.4.2). */
    static Map<String, Object> list(List<Map<String, Object>> resources, long total, long startIndex) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("schemas", List.of(LIST));
        list.put("totalResults", total);
        list.put("startIndex", startIndex);
        list.put("itemsPerPage", resources.size());
        list.put("Resources", resources);
        return list;
    }

    /** An error (RFC 7644 s3.12). */
    static Map<String, Object> error(int status, String type, String detail) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("schemas", List.of(ERROR));
        error.put("status", Integer.toString(status));
        if (!type.isEmpty()) {
            error.put("scimType", type);
        }
        error.put("detail", detail);
        return error;
    }

    /** Where this service begins, as this request reached it. */
    static String address(HttpServletRequest request) {
        return ServletUriComponentsBuilder.fromRequestUri(request)
                .replacePath("/scim/v2")
                .replaceQuery(null)
                .build()
                .toUriString();
    }

    private static Map<String, Object> user(Entry entry, String address) {
        Entry.Words words = entry.words();
        Map<String, Object> name = new LinkedHashMap<>();
        name.put("formatted", entry.name());
        put(name, "givenName", words.givenName());
        put(name, "familyName", words.familyName());
        Map<String, Object> meta = new LinkedHashMap<>();
        meta.put("resourceType", "User");
        meta.put("created", entry.created().toString());
        meta.put("lastModified", entry.changed().toString());
        meta.put("location", address + "/Users/" + entry.person());
        meta.put("version", entry.version());
        Map<String, Object> user = new LinkedHashMap<>();
        user.put("schemas", List.of(Attribute.CORE, Attribute.ENTERPRISE));
        user.put("id", entry.person().toString());
        put(user, "externalId", words.externalId());
        user.put("userName", entry.login());
        user.put("name", name);
        user.put("displayName", entry.name());
        user.put("active", entry.active());
        user.put("emails", List.of(Map.of("value", entry.email(), "type", "work", "primary", true)));
        put(user, "title", words.title());
        if (words.department() != null) {
            user.put(Attribute.ENTERPRISE, Map.of("department", words.department()));
        }
        user.put("meta", meta);
        return user;
    }

    private static void put(Map<String, Object> object, String name, @Nullable String value) {
        if (value != null) {
            object.put(name, value);
        }
    }

    /** What {@code attributes} or {@code excludedAttributes} leave of it; schemas and id always stay. */
    private static Map<String, Object> shown(Map<String, Object> user, HttpServletRequest request) {
        Set<String> wanted = words(request.getParameter("attributes"));
        Set<String> unwanted = words(request.getParameter("excludedAttributes"));
        Map<String, Object> left = new LinkedHashMap<>(user);
        left.keySet()
                .removeIf(name -> !name.equals("schemas")
                        && !name.equals("id")
                        && (wanted.isEmpty()
                                ? unwanted.contains(name.toLowerCase(Locale.ROOT))
                                : wanted.stream().noneMatch(word -> isPartOf(word, name.toLowerCase(Locale.ROOT)))));
        return left;
    }

    private static boolean isPartOf(String word, String name) {
        return word.equals(name) || word.startsWith(name + ".") || word.startsWith(name + ":");
    }

    private static Set<String> words(@Nullable String parameter) {
        Set<String> words = new LinkedHashSet<>();
        if (parameter != null) {
            for (String word : parameter.split(",", -1)) {
                String low = word.strip().toLowerCase(Locale.ROOT);
                String core = Attribute.CORE.toLowerCase(Locale.ROOT) + ":";
                words.add(low.startsWith(core) ? low.substring(core.length()) : low);
            }
            words.remove("");
        }
        return words;
    }
}
