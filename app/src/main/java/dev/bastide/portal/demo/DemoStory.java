package dev.bastide.portal.demo;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * What the invented people have done before a visitor comes: they call the API and log in with {@code ssh}, and are
 * refused where everybody is. The visitors' own telephones stay almost unused, for a code is accepted once.
 */
final class DemoStory {
    private static final Logger LOG = LoggerFactory.getLogger(DemoStory.class);
    private static final Duration RUN_MAX = Duration.ofSeconds(40);
    private static final Duration LOOK = Duration.ofMillis(200);
    private static final String OPERATIONS = "/api/v1/operations";

    private final DemoApi api;
    private final DemoBook book;
    private final @Nullable DemoHost host;
    private final @Nullable DemoTerminal terminal;
    private final Clock clock;
    private final Map<String, Long> usedSteps = new HashMap<>();
    private final Map<String, String> loginCodes = new HashMap<>();

    DemoStory(DemoApi api, DemoBook book, Optional<DemoHost> host, Optional<DemoTerminal> terminal, Clock clock) {
        this.api = api;
        this.book = book;
        this.host = host.orElse(null);
        this.terminal = terminal.orElse(null);
        this.clock = clock;
    }

    private interface Scene {
        void play() throws IOException, InterruptedException;
    }

    /** Plays all scenes; one that fails is told in the log, and the others go on. */
    void tell() throws InterruptedException {
        play("ratify the founding", this::ratify);
        play("ask for a right", this::askForARight);
        if (host == null || terminal == null) {
            return;
        }
        play("rehearse in the lab", this::rehearse);
        play("be refused on production", this::beRefused);
        play("work in the lab", this::workInTheLab);
        play("operate on production", this::operate);
        play("handle an emergency", this::handleEmergency);
        play("add a host", this::addHost);
        play("ask for an operation", () -> ask("jonas", "web-01", "look-at-load", "Checkout felt slow this morning."));
    }

    private static void play(String what, Scene scene) throws InterruptedException {
        try {
            scene.play();
        } catch (IOException refused) {
            LOG.warn("The demonstration goes on without this: {}: {}", what, refused.getMessage());
        }
    }

    private void ratify() throws IOException, InterruptedException {
        for (String login : List.of("lena", "sven")) {
            JsonNode standing = api.get(book.person(login), "/api/v1/founding");
            api.post(
                    book.person(login),
                    "/api/v1/founding/ratify",
                    Map.of(
                            "hash", standing.path("list_hash").asString(),
                            "evaluation", "Right people, right services, right host keys.",
                            "code", code(login)));
        }
    }

    private void askForARight() throws IOException, InterruptedException {
        api.post(
                book.person("dana"),
                "/api/v1/grants/requests",
                Map.of(
                        "role", "viewer",
                        "node", "/shop",
                        "days", 30,
                        "reason", "I maintain the checkout and want to see what is operated on it."));
    }

    /** Nora's look at the load, run by Bastide itself: what production asks for first. */
    private void rehearse() throws IOException, InterruptedException {
        String operation = ask("nora", "lab-01", "look-at-load", "Rehearse looking at the load before the shop.");
        approve("lena", operation, "Both steps only read, and this is the lab.");
        approve("sven", operation, "Nothing is changed; fine.");
        api.post(book.person("nora"), OPERATIONS + "/" + operation + "/run", Map.of());
        awaitRun(operation);
    }

    private void beRefused() throws IOException, InterruptedException {
        login("nora", "web-01", "uptime");
    }

    private void workInTheLab() throws IOException, InterruptedException {
        DemoTerminal open = requireTerminal();
        int exit = open.type(
                "jonas",
                "lab-01",
                loginCode("jonas"),
                List.of("uptime", "df -h /", "ls /var/log | head", "echo the lab is fine", "exit"));
        LOG.debug("The shell in the lab ended with {}", exit);
    }

    private void operate() throws IOException, InterruptedException {
        String operation = ask("jonas", "web-02", "look-at-load", "Compare the load of both web servers.");
        approve("otto", operation, "It was rehearsed, it only reads, and the sale begins tomorrow.");
        approve("mei", operation, "Rehearsed this morning; agreed.");
        login("jonas", "web-02", "uptime");
        login("jonas", "web-02", "df -h /");
        api.post(book.person("jonas"), OPERATIONS + "/" + operation + "/finish", Map.of());
    }

    private void handleEmergency() throws IOException, InterruptedException {
        JsonNode started = api.post(
                book.person("jonas"),
                OPERATIONS,
                Map.of(
                        "host", "web-02",
                        "account", requireHost().account(),
                        "steps", List.of("uptime"),
                        "window", "20m",
                        "reason", "Customers cannot pay: see what the server is busy with.",
                        "emergency", true,
                        "cause", "customer-experience",
                        "belongs_to", "Alarm 4711: one payment in three fails"));
        login("jonas", "web-02", "uptime");
        api.post(book.person("jonas"), OPERATIONS + "/" + started.path("id").asString() + "/finish", Map.of());
    }

    /** Its key is not pinned yet: that waits for a second person. */
    private void addHost() throws IOException, InterruptedException {
        api.post(
                book.person("anna"),
                "/api/v1/hosts",
                Map.of(
                        "name", "pay-01",
                        "address", "pay-01.lighthouse.example",
                        "node", "/shop/payment",
                        "accounts", List.of("deploy"),
                        "host_keys", List.of(requireHost().publicKey("host"))));
    }

    private String ask(String login, String target, String specification, String reason)
            throws IOException, InterruptedException {
        return api.post(
                        book.person(login),
                        OPERATIONS,
                        Map.of(
                                "host", target,
                                "account", requireHost().account(),
                                "spec", specification,
                                "window", "2h",
                                "reason", reason))
                .path("id")
                .asString();
    }

    private void approve(String login, String operation, String evaluation) throws IOException, InterruptedException {
        String hash = api.get(book.person(login), OPERATIONS + "/" + operation)
                .path("asked_hash")
                .asString();
        api.post(
                book.person(login),
                OPERATIONS + "/" + operation + "/approve",
                Map.of("evaluation", evaluation, "code", code(login), "hash", hash));
    }

    private void login(String login, String target, String command) throws IOException, InterruptedException {
        int exit = requireTerminal().run(login, target, loginCode(login), command);
        LOG.debug("{} on {} ended with {}", login, target, exit);
    }

    private void awaitRun(String operation) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + RUN_MAX.toNanos();
        while (System.nanoTime() < deadline) {
            String state = api.get(book.person("nora"), OPERATIONS + "/" + operation)
                    .path("state")
                    .asString();
            if (!state.equals("approved") && !state.equals("running")) {
                return;
            }
            LockSupport.parkNanos(LOOK.toNanos());
        }
    }

    /**
     * A code that this person has not shown: the one before the present one if he can, so that a visitor finds the
     * present one unused.
     */
    private String code(String login) {
        DemoPerson person = book.person(login);
        long step = Math.max(DemoPerson.step(clock.instant()) - 1, usedSteps.getOrDefault(login, Long.MIN_VALUE) + 1);
        while (DemoPerson.step(clock.instant()) + 1 < step) {
            LockSupport.parkNanos(LOOK.toNanos());
        }
        usedSteps.put(login, step);
        return person.code(step);
    }

    /** The bastion remembers a code for a while, so that each of them shows only one. */
    private String loginCode(String login) {
        return loginCodes.computeIfAbsent(login, this::code);
    }

    private DemoHost requireHost() throws IOException {
        if (host == null) {
            throw new IOException("there is no demonstration host");
        }
        return host;
    }

    private DemoTerminal requireTerminal() throws IOException {
        if (terminal == null) {
            throw new IOException("there is no terminal");
        }
        return terminal;
    }
}
