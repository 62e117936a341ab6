package dev.bastide.page;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Serves templates with hand-made models on a loopback port, under the same policy as the program. */
final class Gallery implements AutoCloseable {
    private static final Instant NOW = Instant.parse("2026-11-22T01:00:00Z");
    private static final Map<String, String> TYPES =
            Map.of("css", "text/css", "js", "text/javascript", "svg", "image/svg+xml", "woff2", "font/woff2");

    private static final Map<String, String> LOOK = Map.ofEntries(
            Map.entry("look.home", "Home"),
            Map.entry("look.operations", "Operations"),
            Map.entry("look.sessions", "Sessions"),
            Map.entry("look.founding", "Founding is open: two others must ratify what Nora Lindqvist set up alone."),
            Map.entry("look.founding.do", "See the list"),
            Map.entry("look.hosts", "Hosts"),
            Map.entry("look.hosts.count", "{0} {0|host|hosts}"),
            Map.entry("look.hosts.create", "Add host"),
            Map.entry("look.hosts.name", "Name"),
            Map.entry("look.hosts.node", "Node"),
            Map.entry("look.hosts.state", "Host key"),
            Map.entry("look.hosts.sessions", "Sessions"),
            Map.entry("look.hosts.seen", "Last session"),
            Map.entry("look.hosts.id", "Id"),
            Map.entry("look.hosts.filter.q", "Name or address"),
            Map.entry("look.hosts.filter.state", "Host key"),
            Map.entry("look.hosts.filter.state.pinned", "Pinned"),
            Map.entry("look.hosts.filter.state.proposed", "Proposed"),
            Map.entry("look.hosts.empty", "No hosts yet"),
            Map.entry("look.hosts.empty.why", "A host can only be reached through the bastion once its key is pinned."),
            Map.entry("look.hosts.empty.do", "Add the first host"),
            Map.entry("look.state.0", "Pinned"),
            Map.entry("look.state.1", "Being scanned"),
            Map.entry("look.state.2", "Waits for a second person"),
            Map.entry("look.state.3", "Key changed"),
            Map.entry("look.state.4", "Never seen"),
            Map.entry("look.operation", "Operation"),
            Map.entry("look.cancel", "Cancel operation"),
            Map.entry("look.cancel.effect", "The permit of {0} ends at once; live sessions are closed."),
            Map.entry("look.run", "Run"),
            Map.entry("look.asked", "asked for restarting nginx on web-01 and web-02"),
            Map.entry("look.approved", "approved"),
            Map.entry("look.refused", "was refused a login to web-03: no approved operation covers it now"),
            Map.entry("look.window", "Window"),
            Map.entry("look.executor", "Executor"),
            Map.entry("look.hash", "Content hash"),
            Map.entry("look.due", "Review due"),
            Map.entry(
                    "look.effect", "Nora Lindqvist may log in as root on 2 hosts from 10:00 to 10:30 and run 3 steps."),
            Map.entry("look.touches", "Touches"),
            Map.entry("look.reason", "Reason"),
            Map.entry("look.reason.help", "What is wrong now, and what will be better afterwards."));

    private final TemplateEngine engine =
            TemplateEngine.createPrecompiled(null, ContentType.Html, Gallery.class.getClassLoader(), "dev.bastide");
    private final Map<String, String> pages = new HashMap<>();
    private final HttpServer server;

    Gallery() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        // What the code field asks of the program: whether to offer the person's passkey, too.
        pages.put("/me/confirm/passkey", "{\"passkey\":true}");
        server.createContext("/", this::answer);
        server.start();
    }

    String address(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    void hang(String name, String template, Page page, Map<String, Object> model) {
        Map<String, Object> all = new HashMap<>(model);
        all.put("page", page);
        StringOutput output = new StringOutput();
        engine.render(template + ".jte", all, output);
        pages.put("/" + name, output.toString());
    }

    /** A part of a page: a component and its parameters. */
    record Part(String template, Map<String, Object> model) {}

    /** Hangs components below each other in the frame. */
    void compose(String name, Page page, List<Part> parts) {
        gg.jte.Content content = output -> {
            for (Part part : parts) {
                Map<String, Object> all = new HashMap<>(part.model());
                all.put("page", page);
                engine.render(part.template() + ".jte", all, output);
            }
        };
        hang(name, "page/frame", page, Map.of("title", name, "content", content));
    }

    /** A component as the content of another. */
    gg.jte.Content content(Page page, String template, Map<String, Object> model) {
        Map<String, Object> all = new HashMap<>(model);
        all.put("page", page);
        return output -> engine.render(template + ".jte", all, output);
    }

    private static Words words(Locale locale) {
        Map<String, String> all = new HashMap<>(WordsFor.read(locale.getLanguage()));
        all.putAll(LOOK);
        return new Words(locale, all, true);
    }

    /** A page as an operator in Berlin reads it. */
    static Page page(Locale locale, String path, boolean signedIn) {
        Actor actor = new Actor(
                Actor.Kind.PERSON,
                new PersonId(UUID.fromString("00000000-0000-7000-8000-000000000001")),
                "nora",
                "Nora Lindqvist",
                "Platform",
                "127.0.0.1",
                AccessMethod.CONSOLE,
                "web-1");
        List<Scope.Choice> choices = List.of(
                new Scope.Choice(NodeId.of("00000000-0000-7000-8000-00000000000a"), "/shop"),
                new Scope.Choice(NodeId.of("00000000-0000-7000-8000-00000000000b"), "/shop/web"));
        return new Page(
                signedIn ? actor : null,
                words(locale),
                ZoneId.of("Europe/Berlin"),
                NOW,
                path,
                "",
                new Page.Csrf("_csrf", "X-CSRF-TOKEN", "token"),
                signedIn ? nav(path) : List.of(),
                signedIn ? List.of(new Banner(Tone.DUE, "look.founding", List.of(), "/founding")) : List.of(),
                null,
                signedIn ? new Scope(choices.getFirst(), choices) : Scope.NONE,
                "Example AG",
                "0",
                opened -> true,
                action -> true,
                () -> null);
    }

    static Instant now() {
        return NOW;
    }

    private static List<Page.NavBlock> nav(String path) {
        return List.of(
                new Page.NavBlock("page.nav.now", List.of(link("look.home", "home", "/", path, 3))),
                new Page.NavBlock(
                        "page.nav.operate",
                        List.of(
                                link("look.operations", "list-check", "/list", path, 0),
                                link("look.hosts", "server", "/object", path, 0),
                                link("look.sessions", "terminal-2", "/decision", path, 12))));
    }

    private static Page.NavLink link(String key, String icon, String path, String current, int waiting) {
        NavEntry entry = NavEntry.of(NavGroup.NOW, key, icon, path, "self", 1).letter(path.equals("/") ? "h" : "");
        return new Page.NavLink(entry, path.equals(current), waiting);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        exchange.getResponseHeaders().set("Content-Security-Policy", Headers.POLICY);
        byte[] body = path.startsWith("/static/") ? file(path) : text(path);
        if (body != null) {
            String ending = path.substring(path.lastIndexOf('.') + 1);
            exchange.getResponseHeaders().set("Content-Type", TYPES.getOrDefault(ending, "text/html;charset=UTF-8"));
        }
        if (path.equals("/live")) {
            exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        }
        exchange.sendResponseHeaders(body == null ? 404 : 200, body == null || body.length == 0 ? -1 : body.length);
        if (body != null) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private byte @Nullable [] text(String path) {
        if (path.startsWith("/live")) {
            return "\n".getBytes(StandardCharsets.UTF_8);
        }
        String page = pages.get(path);
        return page == null ? null : page.getBytes(StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] file(String path) throws IOException {
        try (InputStream file = Gallery.class.getResourceAsStream(path)) {
            return file == null ? null : file.readAllBytes();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
