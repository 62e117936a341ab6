package dev.bastide.ground.door;

import java.nio.file.Path;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** What every visitor of a locked installation gets: why, and the way back, as a page, a problem or plain words. */
final class LockedVisitors extends Handler.Abstract {
    private static final String HEALTH = "{\"status\":\"down\",\"failing\":[\"vault\"]}\n";
    private static final String WHY = "Its master key is missing, or is not the one its data was sealed with.";
    private static final String FILE = "./bastide keys restore FILE --home ";
    private static final String SHARES = "./bastide keys restore --shares --home ";

    private final String plain;
    private final String page;
    private final String problem;

    LockedVisitors(Path home) {
        String file = FILE + home;
        String shares = SHARES + home;
        plain = """
                Bastide is locked: its master key is missing or is not the one its data was sealed with.
                On the server, put it back:  %s
                or from two shares:          %s
                """.formatted(file, shares);
        page = page(html(file), html(shares));
        problem = """
                {"title":"Locked","status":503,"detail":"Bastide is locked. %s","remedy":"On the server: %s"}
                """.formatted(WHY, json(file));
    }

    private static String page(String file, String shares) {
        return """
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>Bastide is locked</title>
            <style>
            :root { color-scheme: light dark; }
            body { font: 16px/1.5 system-ui, sans-serif; margin: 12vh auto 0; max-width: 40rem; padding: 0 1.5rem; }
            h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
            pre { border: 1px solid color-mix(in srgb, currentColor 25%%, transparent); border-radius: 6px; overflow-x: auto;
                padding: .75rem 1rem; }
            </style></head>
            <body><main>
            <h1>Bastide is locked</h1>
            <p>%s Nothing can be read or done until it is back.</p>
            <p>On the server, put the key back:</p>
            <pre>%s</pre>
            <p>or bring it back from two shares:</p>
            <pre>%s</pre>
            <p>Then start Bastide again.</p>
            </main></body></html>
            """.formatted(WHY, file, shares);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String wanted = String.join(",", request.getHeaders().getValuesList(HttpHeader.ACCEPT));
        response.setStatus(HttpStatus.SERVICE_UNAVAILABLE_503);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders()
                .put(
                        "Content-Security-Policy",
                        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'");
        if ("/healthz".equals(request.getHttpURI().getCanonicalPath())) {
            return answer(response, callback, "application/json", HEALTH);
        }
        if (wanted.contains("application/problem+json")) {
            return answer(response, callback, "application/problem+json", problem);
        }
        return wanted.contains("text/html")
                ? answer(response, callback, "text/html; charset=utf-8", page)
                : answer(response, callback, "text/plain; charset=utf-8", plain);
    }

    private static boolean answer(Response response, Callback callback, String type, String text) {
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        Content.Sink.write(response, true, text, callback);
        return true;
    }

    private static String html(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static String json(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"");
    }
}
