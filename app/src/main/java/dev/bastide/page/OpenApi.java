package dev.bastide.page;

import dev.bastide.authority.Act;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * The API as OpenAPI 3.1, read off its handlers, so that it cannot differ from them. Every operation names the action
 * it needs as {@code x-bastide-action}.
 */
@RestController
class OpenApi {
    private static final String PREFIX = "/api/v1";

    private final ObjectProvider<RequestMappingHandlerMapping> mappings;

    OpenApi(ObjectProvider<RequestMappingHandlerMapping> mappings) {
        this.mappings = mappings;
    }

    @GetMapping(path = PREFIX + "/openapi.json", produces = MediaType.APPLICATION_JSON_VALUE)
    @Act(Act.SELF)
    Map<String, Object> describe() {
        JsonShapes shapes = new JsonShapes();
        Map<String, Map<String, Object>> paths = new TreeMap<>();
        mappings.stream()
                .forEach(mapping -> mapping.getHandlerMethods()
                        .forEach((info, method) -> info.getPatternValues().stream()
                                .filter(path -> path.startsWith(PREFIX + "/"))
                                .forEach(path -> describe(paths, path, info, method, shapes))));
        Map<String, Object> problem = shapes.of(Problem.class);
        Map<String, Object> components = new LinkedHashMap<>();
        components.put("schemas", shapes.named());
        components.put("securitySchemes", Map.of("token", Map.of("type", "http", "scheme", "bearer")));
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("openapi", "3.1.0");
        document.put(
                "info",
                Map.of(
                        "title", "Bastide",
                        "version", "1",
                        "description",
                                "Errors are " + Problem.MEDIA_TYPE + " (" + problem.get("$ref") + ") and carry "
                                        + Problem.EXIT_HEADER + ". A POST may carry " + OnceOnly.KEY_HEADER + "."));
        document.put("security", List.of(Map.of("token", List.of())));
        document.put("paths", paths);
        document.put("components", components);
        return document;
    }

    private static void describe(
            Map<String, Map<String, Object>> paths,
            String path,
            RequestMappingInfo info,
            HandlerMethod method,
            JsonShapes shapes) {
        for (RequestMethod verb : info.getMethodsCondition().getMethods()) {
            Map<String, Object> operation = new LinkedHashMap<>();
            operation.put("operationId", operationId(method));
            operation.put("tags", List.of(room(method)));
            operation.put("x-bastide-action", ActGate.actOf(method).orElse(""));
            List<Map<String, Object>> parameters = new ArrayList<>();
            for (Parameter parameter : method.getMethod().getParameters()) {
                addParameter(operation, parameters, parameter, shapes);
            }
            if (!parameters.isEmpty()) {
                operation.put("parameters", parameters);
            }
            operation.put("responses", responses(method, shapes));
            // One path may have a JSON and a text handler; the JSON one speaks for both.
            String key = verb.name().toLowerCase(Locale.ROOT);
            Map<String, Object> operations = paths.computeIfAbsent(path, unknown -> new TreeMap<>());
            if (!operations.containsKey(key) || method.getMethod().getReturnType() != String.class) {
                operations.put(key, operation);
            }
        }
    }

    private static void addParameter(
            Map<String, Object> operation,
            List<Map<String, Object>> parameters,
            Parameter parameter,
            JsonShapes shapes) {
        if (parameter.isAnnotationPresent(RequestBody.class)) {
            Map<String, Object> shape = shapes.of(parameter.getParameterizedType());
            operation.put(
                    "requestBody",
                    Map.of("required", true, "content", Map.of("application/json", Map.of("schema", shape))));
            return;
        }
        PathVariable inPath = parameter.getAnnotation(PathVariable.class);
        RequestParam inQuery = parameter.getAnnotation(RequestParam.class);
        if (inPath != null) {
            String given = inPath.name().isEmpty() ? inPath.value() : inPath.name();
            parameters.add(parameter("path", name(given, parameter), true, parameter, shapes));
        } else if (inQuery != null) {
            String given = inQuery.name().isEmpty() ? inQuery.value() : inQuery.name();
            boolean required = inQuery.required() && inQuery.defaultValue().equals(ValueConstants.DEFAULT_NONE);
            parameters.add(parameter("query", name(given, parameter), required, parameter, shapes));
        } else if (parameter.getType() == ListQuery.class) {
            for (String own : List.of("after", "size", "sort", "desc")) {
                parameters.add(Map.of("in", "query", "name", own, "schema", Map.of("type", "string")));
            }
        }
    }

    private static Map<String, Object> parameter(
            String place, String name, boolean required, Parameter parameter, JsonShapes shapes) {
        Map<String, Object> shape = shapes.of(parameter.getParameterizedType());
        return Map.of("in", place, "name", name, "required", required, "schema", shape);
    }

    private static Map<String, Object> responses(HandlerMethod method, JsonShapes shapes) {
        Map<String, Object> shape = shapes.of(method.getMethod().getGenericReturnType());
        Map<String, Object> done = new LinkedHashMap<>();
        done.put("description", "Done");
        if (!shape.isEmpty()) {
            done.put("content", Map.of("application/json", Map.of("schema", shape)));
        }
        Map<String, Object> problem = Map.of(
                "description",
                "Wrong input (exit 2), refused by a rule (3), failed (1)",
                "content",
                Map.of(Problem.MEDIA_TYPE, Map.of("schema", shapes.of(Problem.class))));
        return Map.of("200", done, "default", problem);
    }

    private static String name(String given, Parameter parameter) {
        return given.isEmpty() ? parameter.getName() : given;
    }

    private static String room(HandlerMethod method) {
        String room = method.getBeanType().getPackageName().substring("dev.bastide.".length());
        return room.contains(".") ? room.substring(0, room.indexOf('.')) : room;
    }

    private static String operationId(HandlerMethod method) {
        return room(method) + "." + method.getBeanType().getSimpleName() + "."
                + method.getMethod().getName();
    }
}
