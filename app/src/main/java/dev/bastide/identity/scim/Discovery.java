package dev.bastide.identity.scim;

import dev.bastide.authority.Act;
import dev.bastide.identity.Provisioning;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;

/** What this service can do, told to directories (RFC 7643 s5 to s7), and the answer to whatever else they ask for. */
@Controller
@RequestMapping("/scim/v2")
@Act(Provisioning.ACT)
class Discovery {
    private static final String SCHEMAS = "urn:ietf:params:scim:schemas:core:2.0:";

    @GetMapping("/ServiceProviderConfig")
    ResponseEntity<byte[]> config(HttpServletRequest request) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("schemas", List.of(SCHEMAS + "ServiceProviderConfig"));
        config.put("patch", Map.of("supported", true));
        config.put("bulk", Map.of("supported", false, "maxOperations", 0, "maxPayloadSize", 0));
        config.put("filter", Map.of("supported", true, "maxResults", UserResource.PAGE_MAX));
        config.put("changePassword", Map.of("supported", false));
        config.put("sort", Map.of("supported", false));
        config.put("etag", Map.of("supported", true));
        config.put(
                "authenticationSchemes",
                List.of(Map.of(
                        "type",
                        "oauthbearertoken",
                        "name",
                        "Bearer token",
                        "description",
                        "A token of a machine account with the one scope " + Provisioning.ACT,
                        "primary",
                        true)));
        config.put("meta", meta(request, "ServiceProviderConfig", "/ServiceProviderConfig"));
        return Answers.of(HttpStatus.OK, config);
    }

    @GetMapping("/ResourceTypes")
    ResponseEntity<byte[]> types(HttpServletRequest request) {
        return Answers.of(HttpStatus.OK, Answers.list(List.of(type(request)), 1, 1));
    }

    @GetMapping("/ResourceTypes/{name}")
    ResponseEntity<byte[]> oneType(@PathVariable String name, HttpServletRequest request) {
        if (!name.equals("User")) {
            throw ScimMistake.missing();
        }
        return Answers.of(HttpStatus.OK, type(request));
    }

    @GetMapping("/Schemas")
    ResponseEntity<byte[]> schemas(HttpServletRequest request) {
        List<Map<String, Object>> all = List.of(core(request), enterprise(request));
        return Answers.of(HttpStatus.OK, Answers.list(all, all.size(), 1));
    }

    @GetMapping("/Schemas/{name}")
    ResponseEntity<byte[]> schema(@PathVariable String name, HttpServletRequest request) {
        if (name.equalsIgnoreCase(Attribute.CORE)) {
            return Answers.of(HttpStatus.OK, core(request));
        }
        if (name.equalsIgnoreCase(Attribute.ENTERPRISE)) {
            return Answers.of(HttpStatus.OK, enterprise(request));
        }
        throw ScimMistake.missing();
    }

    /** Groups, bulk, whatever else: not here. */
    @RequestMapping("/**")
    ResponseEntity<byte[]> nothing() {
        throw ScimMistake.missing();
    }

    private static Map<String, Object> type(HttpServletRequest request) {
        Map<String, Object> type = new LinkedHashMap<>();
        type.put("schemas", List.of(SCHEMAS + "ResourceType"));
        type.put("id", "User");
        type.put("name", "User");
        type.put("description", "A person");
        type.put("endpoint", "/Users");
        type.put("schema", Attribute.CORE);
        type.put("schemaExtensions", List.of(Map.of("schema", Attribute.ENTERPRISE, "required", false)));
        type.put("meta", meta(request, "ResourceType", "/ResourceTypes/User"));
        return type;
    }

    private static Map<String, Object> core(HttpServletRequest request) {
        List<Map<String, Object>> name = List.of(
                text("formatted", "readWrite"), text("givenName", "readWrite"), text("familyName", "readWrite"));
        List<Map<String, Object>> emails = List.of(
                text("value", "readWrite"), text("type", "readWrite"), plain("primary", "boolean", "readWrite"));
        Map<String, Object> login = text("userName", "immutable");
        login.put("required", true);
        login.put("uniqueness", "server");
        Map<String, Object> external = text("externalId", "readWrite");
        external.put("caseExact", true);
        List<Map<String, Object>> attributes = new ArrayList<>(List.of(
                login,
                external,
                complex("name", false, name),
                text("displayName", "readWrite"),
                text("title", "readWrite"),
                plain("active", "boolean", "readWrite"),
                complex("emails", true, emails)));
        return schema(request, Attribute.CORE, "User", attributes);
    }

    private static Map<String, Object> enterprise(HttpServletRequest request) {
        return schema(request, Attribute.ENTERPRISE, "EnterpriseUser", List.of(text("department", "readWrite")));
    }

    private static Map<String, Object> schema(
            HttpServletRequest request, String id, String name, List<Map<String, Object>> attributes) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("schemas", List.of(SCHEMAS + "Schema"));
        schema.put("id", id);
        schema.put("name", name);
        schema.put("attributes", attributes);
        schema.put("meta", meta(request, "Schema", "/Schemas/" + id));
        return schema;
    }

    private static Map<String, Object> text(String name, String mutability) {
        Map<String, Object> attribute = plain(name, "string", mutability);
        attribute.put("caseExact", false);
        attribute.put("uniqueness", "none");
        return attribute;
    }

    private static Map<String, Object> complex(String name, boolean several, List<Map<String, Object>> parts) {
        Map<String, Object> attribute = plain(name, "complex", "readWrite");
        attribute.put("multiValued", several);
        attribute.put("subAttributes", parts);
        return attribute;
    }

    private static Map<String, Object> plain(String name, String type, String mutability) {
        Map<String, Object> attribute = new LinkedHashMap<>();
        attribute.put("name", name);
        attribute.put("type", type);
        attribute.put("multiValued", false);
        attribute.put("required", false);
        attribute.put("mutability", mutability);
        attribute.put("returned", "default");
        return attribute;
    }

    private static Map<String, Object> meta(HttpServletRequest request, String type, String path) {
        return Map.of("resourceType", type, "location", Answers.address(request) + path);
    }
}
