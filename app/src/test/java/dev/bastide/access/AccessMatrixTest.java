package dev.bastide.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.access.rights.RoleBook;
import dev.bastide.authority.Act;
import dev.bastide.authority.Action;
import dev.bastide.authority.Authority;
import dev.bastide.testing.Browser;
import dev.bastide.testing.Browser.Answer;
import dev.bastide.testing.TestPeople.Someone;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Every route and every role against the written matrix {@code access-matrix.tsv}: method, path, action, and the roles
 * that pass the gate, or {@code anybody}, or {@code signed-in}. A route without a row fails, and so does a row without
 * a route: whoever adds a route writes down who may use it.
 */
@CompanyTest
class AccessMatrixTest {
    private static final String ANYBODY = "anybody";
    private static final String SIGNED_IN = "signed-in";
    private static final Set<String> STREAMS = Set.of("/live");

    /** 415: the route takes another kind of content than was sent, and so was not even found. */
    private static final Set<Integer> REFUSED = Set.of(403, 415);

    private static final Set<Integer> NOT_SIGNED_IN = Set.of(302, 303, 401, 403, 415);

    @Autowired
    private Company company;

    @Autowired
    private Authority authority;

    @Autowired
    private RoleBook roles;

    @Autowired
    private RequestMappingHandlerMapping requestMappingHandlerMapping;

    @LocalServerPort
    private int port;

    private record Row(String method, String path, String act, Set<String> who) {
        static Row of(String line) {
            String[] cells = line.split("\t", -1);
            return new Row(cells[0], cells[1], cells[2], new TreeSet<>(List.of(cells[3].split(" ", -1))));
        }

        String route() {
            return method + "\t" + path + "\t" + act;
        }

        boolean api() {
            return path.startsWith("/api/") || path.startsWith("/scim/");
        }

        /** The path with something in place of its variables. */
        String address() {
            return path.replaceAll("\\{[^}]*\\}(\\})?", "00000000-0000-0000-0000-000000000000");
        }
    }

    @Test
    void everyRouteHasItsRowAndEveryRowItsRoute() throws IOException {
        Map<String, Row> written = new TreeMap<>();
        rows().forEach(row -> written.put(row.route(), row));
        Set<String> there = routes();

        List<String> lacking = there.stream()
                .filter(route -> !written.containsKey(route))
                .map(route -> route + "\t" + String.join(" ", who(route.split("\t", -1)[2])))
                .toList();
        List<String> left = written.keySet().stream()
                .filter(route -> !there.contains(route))
                .toList();

        assertThat(String.join("\n", lacking)).as("routes without a row").isEmpty();
        assertThat(left).as("rows without a route").isEmpty();
    }

    @Test
    void theGateLetsThroughWhomTheMatrixNames() throws IOException {
        Map<String, Someone> people = people();
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            if (row.who().contains(ANYBODY) || row.who().contains(SIGNED_IN)) {
                boolean fits = row.act().equals(row.who().contains(ANYBODY) ? Act.OPEN : Act.SELF);
                wrong.addAll(fits ? List.of() : List.of(row.route()));
                continue;
            }
            people.forEach((role, person) -> {
                boolean passes = authority
                        .mayAnywhere(person.actor(), new Action(row.act()))
                        .isPermitted();
                if (passes != row.who().contains(role)) {
                    wrong.add(role + (passes ? " passes " : " does not pass ") + row.route());
                }
            });
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void everybodyElseIsRefusedAtTheDoor() throws IOException {
        Map<String, Someone> people = people();
        Map<String, Browser> consoles = new LinkedHashMap<>();
        Map<String, Browser> programs = new LinkedHashMap<>();
        people.forEach((role, person) -> {
            consoles.put(role, company.browser(person, port));
            programs.put(role, company.api(person, port));
        });
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            if (row.who().contains(ANYBODY)) {
                continue;
            }
            Answer stranger = ask(new Browser(port), row);
            if (!NOT_SIGNED_IN.contains(stranger.status())) {
                wrong.add("a stranger gets " + stranger.status() + " from " + row.route());
            }
            if (row.who().contains(SIGNED_IN)) {
                continue;
            }
            for (String role : people.keySet()) {
                if (!row.who().contains(role)) {
                    Browser browser = Objects.requireNonNull(row.api() ? programs.get(role) : consoles.get(role));
                    int status = ask(browser, row).status();
                    if (!REFUSED.contains(status)) {
                        wrong.add(role + " gets " + status + " from " + row.route());
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    @Test
    void noPageFailsForThoseWhoMaySeeIt() throws IOException {
        Map<String, Someone> people = people();
        List<String> wrong = new ArrayList<>();
        for (Row row : rows()) {
            if (!row.method().equals("GET") || row.path().contains("{") || STREAMS.contains(row.path()) || row.api()) {
                continue;
            }
            for (Map.Entry<String, Someone> entry : people.entrySet()) {
                if (row.who().contains(entry.getKey()) || row.who().contains(SIGNED_IN)) {
                    Answer answer = company.browser(entry.getValue(), port).get(row.path());
                    if (answer.status() >= 500) {
                        wrong.add(entry.getKey() + " gets " + answer.status() + " from " + row.route());
                    }
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    /** A refusal may close the connection before the next request is on its way; then it is asked once more. */
    private static Answer ask(Browser browser, Row row) {
        try {
            return askOnce(browser, row);
        } catch (UncheckedIOException e) {
            return askOnce(browser, row);
        }
    }

    private static Answer askOnce(Browser browser, Row row) {
        if (row.method().equals("GET")) {
            return browser.get(row.address());
        }
        return row.api() ? browser.json(row.method(), row.address(), "{}") : browser.post(row.address());
    }

    /** One person for each role that can be granted, with that role alone, and one with none. */
    private Map<String, Someone> people() {
        Map<String, Someone> people = new LinkedHashMap<>();
        people.put("administrator", company.boss);
        people.put("auditor", company.aud);
        people.put("approver", company.petra);
        people.put("none", company.people.with("customer"));
        for (String[] each : new String[][] {
            {"viewer", "operator"},
            {"operator", "operator"},
            {"responder", "responder"},
            {"security-engineer", "security-engineer"},
            {"iso", "iso"}
        }) {
            Someone person = company.people.with(each[1]);
            company.grant(person, each[0], company.shop);
            people.put(each[0], person);
        }
        return people;
    }

    private Set<String> who(String act) {
        return switch (act) {
            case Act.OPEN -> Set.of(ANYBODY);
            case Act.SELF -> Set.of(SIGNED_IN);
            default ->
                roles.all().stream()
                        .filter(role -> !role.name().equals(RoleBook.FOUNDER) && role.allows(new Action(act)))
                        .map(role -> role.name())
                        .collect(Collectors.toCollection(TreeSet::new));
        };
    }

    private Set<String> routes() {
        Set<String> routes = new TreeSet<>();
        requestMappingHandlerMapping.getHandlerMethods().forEach((info, handler) -> {
            if (handler.getBeanType().getName().startsWith("dev.bastide.")
                    && !handler.getBeanType().getName().contains("Gallery")) {
                routes.addAll(routes(info, handler));
            }
        });
        return routes;
    }

    private static List<String> routes(RequestMappingInfo info, HandlerMethod handler) {
        Act act = Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(handler.getMethod(), Act.class))
                .orElseGet(() -> AnnotatedElementUtils.findMergedAnnotation(handler.getBeanType(), Act.class));
        List<String> routes = new ArrayList<>();
        Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
        for (String path : info.getPatternValues()) {
            for (RequestMethod method : methods.isEmpty() ? Set.of(RequestMethod.GET) : methods) {
                routes.add(method + "\t" + path + "\t" + (act == null ? "-" : act.value()));
            }
        }
        return routes;
    }

    private static List<Row> rows() throws IOException {
        try (InputStream in =
                Objects.requireNonNull(AccessMatrixTest.class.getResourceAsStream("/access-matrix.tsv"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .map(Row::of)
                    .toList();
        }
    }
}
