package dev.bastide.asset.scan.engine;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Asks an open port who it is: waits for its own words, asks for its start page, then in the tongues of those who wait to
 * be asked, and under TLS all of it again. What is heard is bounded in bytes and time. Source: seed 000 s2.1 (A40).
 */
public final class Fingerprints {
    private static final Duration CONNECT = Duration.ofSeconds(2);
    private static final Duration BANNER = Duration.ofMillis(700);
    private static final Duration ANSWER = Duration.ofMillis(1_200);
    private static final int BYTES_MAX = 16_384;
    private static final Set<Integer> TLS_PORTS = Set.of(443, 465, 636, 853, 990, 993, 995, 5671, 6443, 8443, 9443);

    private final ProbeGate gate;
    private final Rulebook rules;

    public Fingerprints(ProbeGate gate, Rulebook rules) {
        this.gate = gate;
        this.rules = rules;
    }

    /** Who answers there. A port that went silent meanwhile is a service that says nothing. */
    public Service of(Address address, int port) {
        if (TLS_PORTS.contains(port)) {
            Optional<Service> secured = secured(address, port);
            if (secured.isPresent()) {
                return secured.get();
            }
        }
        Optional<Service> usual = Questions.ALL.stream()
                .filter(question -> question.port() == port)
                .findFirst()
                .flatMap(question -> asked(address, port, question));
        if (usual.isPresent()) {
            return usual.get();
        }
        String raw = talked(address, port);
        Optional<Service> known = Speech.wantsTls(raw) ? secured(address, port) : heard(address, port, raw, null);
        return known.or(() -> everybody(address, port))
                .orElseGet(() -> new Service(Service.UNKNOWN, Banner.plain(raw), "", Map.of(), null));
    }

    /** What a device says of itself by SNMP; nothing where it does not answer. */
    public Optional<Service> snmp(Address address, int port, String community) {
        return gate.ask(address, port, Snmp.question(community), ANSWER)
                .flatMap(Snmp::answer)
                .map(device -> {
                    Map<String, String> facts =
                            new TreeMap<>(rules.facts("snmp.sys_description", device.description()));
                    facts.put("snmp.name", device.name());
                    facts.put("snmp.object-id", device.objectId());
                    return new Service("snmp", device.description(), "", facts, null);
                });
    }

    // The service's own words, or, where it waits, what it says to a question of HTTP.
    private String talked(Address address, int port) {
        if (!(gate.connect(address, port, CONNECT) instanceof Attempt.Open(Wire wire, long nanos)) || nanos < 0) {
            return "";
        }
        try (wire) {
            return talk(wire, address);
        }
    }

    private static String talk(Wire wire, Address address) {
        try {
            byte[] own = wire.read(BYTES_MAX, BANNER);
            if (own.length == 0) {
                wire.send(Questions.http(host(address)));
                own = wire.read(BYTES_MAX, ANSWER);
            }
            return Banner.raw(own);
        } catch (IOException e) {
            return "";
        }
    }

    private Optional<Service> secured(Address address, int port) {
        if (!(gate.connect(address, port, CONNECT) instanceof Attempt.Open(Wire wire, long nanos)) || nanos < 0) {
            return Optional.empty();
        }
        try (wire) {
            return inside(wire, address, port);
        }
    }

    private Optional<Service> inside(Wire wire, Address address, int port) {
        TlsShown tls;
        try {
            tls = wire.secure();
        } catch (IOException e) {
            return Optional.empty();
        }
        String raw;
        try {
            boolean web = port == 443 || port == 8443 || port == 9443 || port == 6443;
            byte[] own = web ? new byte[0] : wire.read(BYTES_MAX, BANNER);
            if (own.length == 0) {
                wire.send(Questions.http(host(address)));
                own = wire.read(BYTES_MAX, ANSWER);
            }
            raw = Banner.raw(own);
        } catch (IOException e) {
            raw = "";
        }
        String heard = raw;
        return heard(address, port, heard, tls)
                .or(() -> Optional.of(new Service("tls", Banner.plain(heard), "", Map.of(), tls)));
    }

    private Optional<Service> heard(Address address, int port, String raw, @Nullable TlsShown tls) {
        if (raw.isEmpty()) {
            return Optional.empty();
        }
        return Speech.answered(raw, port).map(heard -> switch (heard.protocol()) {
            case "http" -> web(raw, tls);
            case "redis", "memcached" ->
                Questions.ALL.stream()
                        .filter(question -> question.protocol().equals(heard.protocol()))
                        .findFirst()
                        .flatMap(question -> asked(address, port, question))
                        .orElseGet(() -> plain(heard, raw, tls));
            default -> plain(heard, raw, tls);
        });
    }

    private Service plain(Speech.Heard heard, String raw, @Nullable TlsShown tls) {
        String banner = heard.protocol().equals("mysql") ? heard.text() : Banner.line(raw);
        return new Service(heard.protocol(), Banner.plain(banner), "", rules.facts(heard.kind(), heard.text()), tls);
    }

    private Service web(String raw, @Nullable TlsShown tls) {
        String server = Speech.header(raw, "Server");
        String title = Speech.title(raw);
        Map<String, String> facts = new TreeMap<>();
        // The page's own name says more than what carries it.
        for (Map<String, String> more : List.of(
                title.isEmpty() ? Map.<String, String>of() : rules.facts("html_title", title),
                rules.facts("http.body", Speech.body(raw)),
                server.isEmpty() ? Map.<String, String>of() : rules.facts("http_header.server", server),
                rules.facts("http_header.cookie", Speech.header(raw, "Set-Cookie")),
                rules.facts("http_header.wwwauth", Speech.header(raw, "WWW-Authenticate")),
                rules.facts("http_header.x-powered-by", Speech.header(raw, "X-Powered-By")))) {
            boolean product = facts.containsKey("service.product");
            more.forEach((name, value) -> {
                if (!product || !name.startsWith("service.")) {
                    facts.putIfAbsent(name, value);
                }
            });
        }
        String banner = server.isEmpty() ? Banner.line(raw) : server;
        return new Service("http", Banner.plain(banner), title, facts, tls);
    }

    private Optional<Service> asked(Address address, int port, Questions.Question question) {
        if (!(gate.connect(address, port, CONNECT) instanceof Attempt.Open(Wire wire, long nanos)) || nanos < 0) {
            return Optional.empty();
        }
        try (wire) {
            wire.send(question.bytes());
            String answer = Banner.raw(wire.read(BYTES_MAX, ANSWER));
            Optional<String> text = question.reading().apply(answer);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            TlsShown tls = question.protocol().equals("postgresql") && answer.equals("S") ? shown(wire) : null;
            return Optional.of(new Service(
                    question.protocol(),
                    // The lengths and times in an answer differ at each look; its version does not.
                    Banner.plain(text.get().isEmpty() ? "" : steady(text.get())),
                    "",
                    rules.facts(kind(question.protocol()), text.get()),
                    tls));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static String steady(String text) {
        return text.lines()
                .filter(line -> line.startsWith("redis_version:"))
                .findFirst()
                .orElseGet(() -> Banner.line(text));
    }

    private static @Nullable TlsShown shown(Wire wire) {
        try {
            return wire.secure();
        } catch (IOException e) {
            return null;
        }
    }

    private static String kind(String protocol) {
        return switch (protocol) {
            case "redis" -> "redis.info";
            case "memcached" -> "memcached.version";
            default -> protocol;
        };
    }

    // Nothing was said to a banner's wait nor to HTTP: TLS and the rest are asked at the same time.
    private Optional<Service> everybody(Address address, int port) {
        List<Callable<Optional<Service>>> all = new ArrayList<>();
        if (!TLS_PORTS.contains(port)) {
            all.add(() -> secured(address, port));
        }
        Questions.ALL.stream()
                .filter(question -> question.port() != port)
                .forEach(question -> all.add(() -> asked(address, port, question)));
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Optional<Service>> one : threads.invokeAll(all)) {
                Optional<Service> found = one.get();
                if (found.isPresent()) {
                    return found;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a probe failed", e);
        }
        return Optional.empty();
    }

    private static String host(Address address) {
        return address.isFour() ? address.toString() : "[" + address + "]";
    }
}
