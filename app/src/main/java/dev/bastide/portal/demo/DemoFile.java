package dev.bastide.portal.demo;

import java.io.IOException;
import java.util.Optional;

/** The set-up file of the demonstration company. */
final class DemoFile {
    private DemoFile() {}

    static String of(DemoBook book, Optional<DemoHost> host) throws IOException {
        StringBuilder file = new StringBuilder("schema: 1\ncompany:\n  name: Lighthouse Stores\npeople:\n");
        for (DemoPerson person : book.people()) {
            file.append("  - login: ").append(person.login()).append('\n');
            file.append("    name: ").append(person.name()).append('\n');
            file.append("    email: ").append(person.login()).append("@lighthouse.example\n");
            file.append("    team: ")
                    .append(person.duty().equals("operator") ? "Platform" : "Operations")
                    .append('\n');
            file.append("    duty: ").append(person.duty()).append('\n');
            file.append("    password: ").append(book.password()).append('\n');
            file.append("    totp: ").append(person.secret()).append('\n');
            file.append("    token: ").append(person.token()).append('\n');
            if (person.login().equals("nora") && host.isPresent()) {
                file.append("    keys:\n      - ")
                        .append(host.get().publicKey("nora"))
                        .append('\n');
            }
        }
        file.append("""
                tree:
                  - path: /shop
                    owner: otto
                    environment: production
                    tier: 1
                  - path: /shop/web
                    owner: otto
                    environment: production
                    tier: 1
                  - path: /lab
                    owner: mei
                    environment: test
                    tier: 3
                grants:
                  - {person: anna, role: administrator, node: /, days: 88}
                  - {person: otto, role: approver, node: /, days: 85}
                  - {person: mei, role: approver, node: /, days: 81}
                  - {person: ravi, role: auditor, node: /, days: 77}
                  - {person: nora, role: operator, node: /shop, days: 83}
                  - {person: nora, role: operator, node: /lab, days: 79}
                """);
        if (host.isPresent()) {
            file.append("hosts:\n");
            host(file, "web-01", "/shop/web", host.get(), "127.0.0.1");
            host(file, "lab-01", "/lab", host.get(), "localhost");
        }
        return file.append("""
                specifications:
                  - id: look-at-load
                    name: Look at the load
                    steps:
                      - uptime
                      - df -h /
                    rollback:
                      - uptime
                """).toString();
    }

    private static void host(StringBuilder file, String name, String node, DemoHost host, String address)
            throws IOException {
        file.append("  - name: ").append(name).append('\n');
        file.append("    node: ").append(node).append('\n');
        file.append("    address: ").append(address).append('\n');
        file.append("    port: ").append(host.port()).append('\n');
        file.append("    host-keys:\n      - ").append(host.publicKey("host")).append('\n');
        file.append("    accounts:\n      - name: ").append(host.account()).append('\n');
        file.append("        credential: key\n        private-key: |\n");
        host.privateKey("bastide")
                .lines()
                .forEach(line -> file.append("          ").append(line).append('\n'));
    }
}
