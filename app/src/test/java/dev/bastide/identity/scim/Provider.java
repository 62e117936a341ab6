package dev.bastide.identity.scim;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An identity provider as it speaks to the program: SCIM documents over HTTP with a bearer token. */
final class Provider {
    static final String ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final int port;
    private final String token;

    Provider(int port, String token) {
        this.port = port;
        this.token = token;
    }

    record Answer(int status, String body, HttpResponse<String> response) {
        JsonNode json() {
            return JSON.readTree(body);
        }

        String id() {
            return json().path("id").asString();
        }

        String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    Answer find(String filter) {
        return get("/Users?filter=" + URLEncoder.encode(filter, StandardCharsets.UTF_8));
    }

    Answer add(String body) {
        return send("POST", "/Users", body);
    }

    /** Somebody as a directory announces him. */
    Answer add(String login, String department) {
        return add("""
                {"schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "%s"], "userName": "%s",
                 "displayName": "Person %s", "emails": [{"value": "%s@example.org", "type": "work", "primary": true}],
                 "active": true, "%s": {"department": "%s"}}
                """.formatted(ENTERPRISE, login, login, login, ENTERPRISE, department));
    }

    Answer replace(String id, String body, String... headers) {
        return send("PUT", "/Users/" + id, body, headers);
    }

    /** A PATCH with these operations, as JSON. */
    Answer patch(String id, String operations, String... headers) {
        String body = """
                {"schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"], "Operations": [%s]}
                """.formatted(operations);
        return send("PATCH", "/Users/" + id, body, headers);
    }

    /** A PATCH that says only that the person has another department now. */
    Answer move(String id, String department) {
        return patch(
                id,
                "{\"op\": \"replace\", \"path\": \"" + ENTERPRISE + ":department\", \"value\": \"" + department
                        + "\"}");
    }

    Answer delete(String id) {
        return send("DELETE", "/Users/" + id, "");
    }

    Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/scim/v2" + path))
                .header("Accept", "application/scim+json")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/scim+json; charset=utf-8");
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i + 1 < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            HttpResponse<String> answer = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(answer.statusCode(), answer.body(), answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
