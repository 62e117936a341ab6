package dev.bastide.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Speaks HTTP to the program as a browser does: keeps cookies, sends forms with their token, follows no redirect. */
public final class Browser {
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final int port;
    private final Map<String, String> cookies = new LinkedHashMap<>();
    private final Map<String, String> headers = new LinkedHashMap<>();

    public Browser(int port) {
        this.port = port;
    }

    /** The answer to a request. */
    public record Answer(int status, String body, Map<String, String> headers) {

        /** Where a redirect leads, empty when it is none. */
        public String location() {
            return headers.getOrDefault("location", "");
        }
    }

    /** Keeps a cookie from now on. */
    public Browser cookie(String name, String value) {
        cookies.put(name, value);
        return this;
    }

    /** The value of a cookie, empty when there is none. */
    public String cookie(String name) {
        return cookies.getOrDefault(name, "");
    }

    /** Sends a header from now on. */
    public Browser header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    /** Opens a page. */
    public Answer get(String path) {
        return send(request(path).GET());
    }

    /** Sends a form: name, value, name, value; a name may come more than once. */
    public Answer post(String path, String... fields) {
        cookies.putIfAbsent("bastide-csrf", "test-csrf-token");
        List<String> all = new ArrayList<>();
        boolean given =
                IntStream.iterate(0, i -> i < fields.length, i -> i + 2).anyMatch(i -> "_csrf".equals(fields[i]));
        if (!given) {
            all.add(encode("_csrf") + "=" + encode(cookie("bastide-csrf")));
        }
        for (int i = 0; i + 1 < fields.length; i += 2) {
            all.add(encode(fields[i]) + "=" + encode(fields[i + 1]));
        }
        String body = String.join("&", all);
        return send(request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Sends a form with a file in it: name, value, name, value. */
    public Answer upload(String path, String field, String content, String... fields) {
        cookies.putIfAbsent("bastide-csrf", "test-csrf-token");
        String line = "--end-of-part\r\nContent-Disposition: form-data; name=\"";
        StringBuilder body = new StringBuilder(line + "_csrf\"\r\n\r\n" + cookie("bastide-csrf") + "\r\n");
        for (int i = 0; i + 1 < fields.length; i += 2) {
            body.append(line + fields[i] + "\"\r\n\r\n" + fields[i + 1] + "\r\n");
        }
        body.append(line + field + "\"; filename=\"" + (content.isEmpty() ? "" : "proof.txt") + "\"\r\n");
        body.append("Content-Type: text/plain\r\n\r\n" + content + "\r\n--end-of-part--\r\n");
        return send(request(path)
                .header("Content-Type", "multipart/form-data; boundary=end-of-part")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString())));
    }

    /** Sends JSON by this method, as programs do. */
    public Answer json(String method, String path, String body) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!cookie("bastide-csrf").isEmpty()) {
            request.header("X-CSRF-TOKEN", cookie("bastide-csrf"));
        }
        return send(request);
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        headers.forEach(request::header);
        if (!cookies.isEmpty()) {
            request.header(
                    "Cookie",
                    cookies.entrySet().stream()
                            .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                            .collect(Collectors.joining("; ")));
        }
        return request;
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response =
                    CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            response.headers().allValues("set-cookie").forEach(this::keep);
            Map<String, String> first = new LinkedHashMap<>();
            response.headers().map().forEach((name, values) -> first.put(name, values.getFirst()));
            return new Answer(response.statusCode(), response.body(), first);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void keep(String header) {
        String pair = header.split(";", 2)[0];
        int equals = pair.indexOf('=');
        cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
