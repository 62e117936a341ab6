package dev.bastide.portal.demo;

import dev.bastide.page.Banner;
import dev.bastide.page.SshWay;
import dev.bastide.page.Tone;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Makes the demonstration company on an empty installation, lets its people act through the API, and says how to sign
 * in as some of them. On later starts it only starts the host again and says it once more.
 */
@Component
@ConditionalOnBooleanProperty("bastide.demo")
class Demonstration {
    private static final List<String> SIGN_INS = List.of("nora", "otto", "mei", "ravi");

    private final Path home;
    private final Environment environment;
    private final DemoMark mark;
    private final Clock clock;
    private final SecureRandom random;
    private volatile @Nullable DemoBook book;
    private volatile String line = "";
    private volatile @Nullable DemoTerminal seat;

    Demonstration(
            @Value("${bastide.home}") Path home,
            Environment environment,
            DemoMark mark,
            Clock clock,
            SecureRandom random) {
        this.home = home;
        this.environment = environment;
        this.mark = mark;
        this.clock = clock;
        this.random = random;
    }

    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    void begin(ApplicationReadyEvent ready) throws IOException, InterruptedException {
        Optional<DemoHost> host = DemoHost.start(home);
        Optional<DemoTerminal> terminal = host.map(open -> new DemoTerminal(open, sshPort()));
        seat = terminal.orElse(null);
        if (DemoBook.isIn(home)) {
            book = DemoBook.open(home);
        } else {
            terminal.ifPresent(open -> terminal().println("Demonstration: its people are at work for a moment."));
            DemoApi api = new DemoApi(address());
            book = found(api, host);
            new DemoStory(api, book, host, terminal, clock).tell();
        }
        greet(DemoBook.open(home), terminal);
    }

    /** A folder in which nothing was founded must not look like a demonstration's. */
    private DemoBook found(DemoApi api, Optional<DemoHost> host) throws IOException, InterruptedException {
        mark.set(clock.instant());
        DemoBook made = DemoBook.make(home, random);
        try {
            String secret = Files.readString(home.resolve("local.secret")).strip();
            api.setUp(secret, DemoFile.of(made, host));
            return made;
        } catch (IOException | InterruptedException | RuntimeException failed) {
            Files.deleteIfExists(home.resolve(DemoBook.FILE));
            throw failed;
        }
    }

    /** The people one can be, with what their telephones show now. */
    List<DemoPerson> signIns() {
        DemoBook open = book;
        return open == null ? List.of() : SIGN_INS.stream().map(open::person).toList();
    }

    String password() {
        DemoBook open = book;
        return open == null ? "" : open.password();
    }

    /** The line that logs the operator in to the demonstration host; empty when this machine can have none. */
    String loginLine() {
        return line;
    }

    /** The account of this machine as which everything runs that is typed on a demonstration host; empty without one. */
    Optional<String> account() {
        return Optional.ofNullable(seat).map(DemoTerminal::account);
    }

    /** What ssh must be told to find the key of this invented person. */
    Optional<String> options(String login) {
        return DemoHost.KEY_HOLDERS.contains(login)
                ? Optional.ofNullable(seat).map(open -> open.options(login))
                : Optional.empty();
    }

    private void greet(DemoBook made, Optional<DemoTerminal> open) {
        line = open.map(found -> found.line("nora", "web-01")).orElse("");
        PrintStream out = terminal();
        out.println();
        out.println("Demonstration: people, codes and hosts are invented; never for real work.");
        out.println("  Sign-ins, with the codes of their second factors: " + address() + "/demonstration");
        for (DemoPerson person : signIns()) {
            out.printf(
                    "  %-5s %-14s %-9s password: %s  authenticator secret: %s%n",
                    person.login(), person.name(), person.duty(), made.password(), person.secret());
        }
        if (line.isEmpty()) {
            out.println("  No demonstration host: install openssh-server to have one.");
        } else {
            out.println("  Host: " + line);
            out.println("  Mind: its hosts are this machine. Whatever is typed on them runs here, as "
                    + account().orElse("you")
                    + (account().filter("root"::equals).isPresent()
                            ? ": as root it can destroy this machine. Better run it as another user or in a container."
                            : ", and can do all that this user can."));
            out.println("  Try: ask for an operation on web-01 as nora, approve it as otto and as mei, log in with the"
                    + " line above,");
            out.println("       watch it live as otto under Sessions, and replay it as ravi.");
        }
        out.println();
    }

    private static PrintStream terminal() {
        return System.out;
    }

    private int sshPort() {
        return Integer.parseInt(environment.getProperty("bastide.ssh-port", "2222"));
    }

    private String address() {
        String scheme = environment.getProperty("bastide.tls", "").equals("off") ? "http" : "https";
        return scheme + "://localhost:" + environment.getProperty("local.server.port");
    }

    /** The banner on every page. */
    @Component
    @ConditionalOnBooleanProperty("bastide.demo")
    static class DemoBanner implements Banner.Source {
        private final Demonstration demonstration;

        DemoBanner(Demonstration demonstration) {
            this.demonstration = demonstration;
        }

        @Override
        public Optional<Banner> banner(dev.bastide.authority.@Nullable Actor actor) {
            Optional<String> account = demonstration.account();
            String key = account.isEmpty()
                    ? "portal.demo.banner"
                    : account.filter("root"::equals).isPresent()
                            ? "portal.demo.banner.root"
                            : "portal.demo.banner.machine";
            return Optional.of(new Banner(
                    key.endsWith(".root") ? Tone.DUE : Tone.PROGRESS,
                    key,
                    account.stream().toList(),
                    "/demonstration"));
        }
    }

    /** The keys of the invented people, so that every line of ssh on a page works as it stands. */
    @Component
    @ConditionalOnBooleanProperty("bastide.demo")
    static class DemoKeyring implements SshWay.Keyring {
        private final Demonstration demonstration;

        DemoKeyring(Demonstration demonstration) {
            this.demonstration = demonstration;
        }

        @Override
        public Optional<String> options(String login) {
            return demonstration.options(login);
        }
    }
}
