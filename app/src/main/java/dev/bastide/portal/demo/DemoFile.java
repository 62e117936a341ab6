package dev.bastide.portal.demo;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The set-up file of the demonstration company. */
final class DemoFile {
    private static final Map<String, String> TEAMS = Map.of(
            "operator", "Platform",
            "approver", "Operations",
            "auditor", "Audit",
            "iso", "Security",
            "developer", "Shop",
            "administrator", "Platform");

    private static final Map<String, String> DEPUTIES = Map.of("otto", "sven", "lena", "mei", "anna", "ida");

    /** Expiries lie apart, so that nobody has to ask for everything anew on one day. */
    private static final String COMPANY = """
            tree:
              - {path: /shop, owner: otto, environment: production, tier: 1}
              - {path: /shop/web, owner: otto, environment: production, tier: 1}
              - {path: /shop/payment, owner: otto, environment: production, tier: 1, customer: Harbour Bank}
              - {path: /warehouse, owner: sven, environment: production, tier: 2}
              - {path: /lab, owner: lena, environment: test, tier: 3}
            grants:
              - {person: anna, role: administrator, node: /, days: 88}
              - {person: otto, role: approver, node: /, days: 85}
              - {person: mei, role: approver, node: /, days: 81}
              - {person: lena, role: approver, node: /, days: 74}
              - {person: sven, role: approver, node: /, days: 70}
              - {person: ravi, role: auditor, node: /, days: 77}
              - {person: ida, role: iso, node: /, days: 66}
              - {person: nora, role: operator, node: /shop, days: 83}
              - {person: nora, role: operator, node: /lab, days: 79}
              - {person: jonas, role: operator, node: /shop, days: 62}
              - {person: jonas, role: operator, node: /lab, days: 59}
              - {person: dana, role: viewer, node: /lab, days: 30}
            """;

    private static final String SPECIFICATIONS = """
            specifications:
              - id: look-at-load
                name: Look at the load
                steps:
                  - uptime
                  - df -h /
                rollback:
                  - uptime
              - id: count-logs
                name: Count the log files
                steps:
                  - ls /var/log | wc -l
                rollback:
                  - uptime
            """;

    private DemoFile() {}

    static String of(DemoBook book, Optional<DemoHost> host) throws IOException {
        StringBuilder file = new StringBuilder("schema: 1\ncompany:\n  name: Lighthouse Stores\npeople:\n");
        for (DemoPerson person : book.people()) {
            person(file, person, book.password());
            if (host.isPresent() && DemoHost.KEY_HOLDERS.contains(person.login())) {
                file.append("    keys:\n      - ")
                        .append(host.get().publicKey(person.login()))
                        .append('\n');
            }
        }
        file.append(COMPANY);
        if (host.isPresent()) {
            file.append("hosts:\n");
            host(file, "web-01", "/shop/web", host.get());
            host(file, "web-02", "/shop/web", host.get());
            host(file, "lab-01", "/lab", host.get());
        }
        return file.append(SPECIFICATIONS).toString();
    }

    private static void person(StringBuilder file, DemoPerson person, String password) {
        file.append("  - login: ").append(person.login()).append('\n');
        line(file, "name", person.name());
        line(file, "email", person.login() + "@lighthouse.example");
        line(file, "team", TEAMS.getOrDefault(person.duty(), "Platform"));
        line(file, "duty", person.duty());
        line(file, "password", password);
        line(file, "totp", person.secret());
        line(file, "token", person.token());
        if (DEPUTIES.containsKey(person.login())) {
            line(file, "deputy", DEPUTIES.get(person.login()));
        }
    }

    private static void line(StringBuilder file, String key, String value) {
        file.append("    ").append(key).append(": ").append(value).append('\n');
    }

    private static void host(StringBuilder file, String name, String node, DemoHost host) throws IOException {
        file.append("  - name: ").append(name).append('\n');
        line(file, "node", node);
        line(file, "address", DemoHost.ADDRESSES.getOrDefault(name, "127.0.0.1"));
        line(file, "port", Integer.toString(host.port()));
        file.append("    host-keys:\n      - ").append(host.publicKey("host")).append('\n');
        file.append("    accounts:\n      - name: ").append(host.account()).append('\n');
        file.append("        credential: key\n        private-key: |\n");
        host.privateKey("bastide")
                .lines()
                .forEach(line -> file.append("          ").append(line).append('\n'));
    }
}
