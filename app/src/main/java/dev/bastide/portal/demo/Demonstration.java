package dev.bastide.portal.demo;

import dev.bastide.page.Banner;
import dev.bastide.page.Tone;
import dev.bastide.portal.Setup;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/**
 * Makes the demonstration company on an empty installation, lets its people act through the API, and says how to sign
 * in as three of them. On later starts it only starts the host again and says it once more.
 */
@Component
@ConditionalOnBooleanProperty("bastide.demo")
class Demonstration {
    private static final Logger LOG = LoggerFactory.getLogger(Demonstration.class);
    private static final List<String> SIGN_INS = List.of("nora", "otto", "mei");

    private final Path home;
    private final Environment environment;
    private final Setup setup;
    private final Clock clock;
    private final SecureRandom random;
    private final PrintStream terminal = System.out;
    private volatile @Nullable DemoBook book;

    Demonstration(
            @Value("${bastide.home}") Path home,
            Environment environment,
            Setup setup,
            Clock clock,
            SecureRandom random) {
        this.home = home;
        this.environment = environment;
        this.setup = setup;
        this.clock = clock;
        this.random = random;
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void begin(ApplicationReadyEvent ready) throws IOException, InterruptedException {
        Optional<DemoHost> host = DemoHost.start(home);
        if (DemoBook.isIn(home)) {
            book = DemoBook.open(home);
        } else {
            DemoBook made = DemoBook.make(home, random);
            found(made, host);
            book = made;
            act(made, host.isPresent());
        }
        greet(DemoBook.open(home), host);
    }

    /** A folder in which nothing was founded must not look like a demonstration's. */
    private void found(DemoBook made, Optional<DemoHost> host) throws IOException {
        try {
            setup.apply(DemoFile.of(made, host));
        } catch (RuntimeException failed) {
            Files.deleteIfExists(home.resolve(DemoBook.FILE));
            throw failed;
        }
    }

    /** The three people one can be, with what their telephones show now. */
    List<DemoPerson> signIns() {
        DemoBook open = book;
        return open == null ? List.of() : SIGN_INS.stream().map(open::person).toList();
    }

    String password() {
        DemoBook open = book;
        return open == null ? "" : open.password();
    }

    /** Founding is ratified by two, and an operation is asked for, so that nobody's page is empty. */
    private void act(DemoBook made, boolean hasHost) {
        DemoApi api = new DemoApi(address());
        try {
            for (String login : List.of("otto", "mei")) {
                JsonNode standing = api.get(made.person(login), "/api/v1/founding");
                api.post(
                        made.person(login),
                        "/api/v1/founding/ratify",
                        Map.of(
                                "list_hash", standing.path("list_hash").asString(),
                                "evaluation", "Right people, right services.",
                                "code", made.person(login).code(clock.instant(), 0)));
            }
            if (hasHost) {
                api.post(made.person("nora"), "/api/v1/operations", operation());
            }
        } catch (IOException refused) {
            LOG.warn("The demonstration goes on without one act: {}", refused.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Object> operation() {
        return Map.of(
                "host", "lab-01",
                "account", System.getProperty("user.name"),
                "spec", "look-at-load",
                "window", "2h",
                "reason", "Rehearse looking at the load before we do it on the shop.");
    }

    private void greet(DemoBook made, Optional<DemoHost> host) {
        terminal.println();
        terminal.println("Demonstration: people, codes and hosts are invented; never for real work.");
        terminal.println("  Sign-ins, with the codes of their second factors: " + address() + "/demonstration");
        for (DemoPerson person : signIns()) {
            terminal.printf(
                    "  %-5s %-14s %-9s password: %s  authenticator secret: %s%n",
                    person.login(), person.name(), person.duty(), made.password(), person.secret());
        }
        host.ifPresentOrElse(
                open -> terminal.println("  Host: ssh -i " + open.keyFile("nora") + " -p "
                        + environment.getProperty("bastide.ssh-port") + " nora%lab-01@localhost"),
                () -> terminal.println("  No demonstration host: install openssh-server to have one."));
        terminal.println();
    }

    private String address() {
        String scheme = environment.getProperty("bastide.tls", "").equals("off") ? "http" : "https";
        return scheme + "://localhost:" + environment.getProperty("local.server.port");
    }

    /** The banner on every page. */
    @Component
    @ConditionalOnBooleanProperty("bastide.demo")
    static class DemoBanner implements Banner.Source {
        @Override
        public Optional<Banner> banner(dev.bastide.authority.@Nullable Actor actor) {
            return Optional.of(new Banner(Tone.PROGRESS, "portal.demo.banner", List.of(), "/demonstration"));
        }
    }
}
