package dev.bastide.testing;

import dev.bastide.identity.factor.Base32;
import dev.bastide.identity.factor.Totp;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A small company as a set-up file tells it, and its people as they sit before a browser: six of them, so that every
 * rule which needs several people can be lived through.
 */
public final class Company {
    private static final String SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PX";
    private static final String PASSWORD = "stone gate river lantern 4";

    /** Logins and duties; the last letter of each secret differs. */
    private static final Map<String, String> PEOPLE = Map.of(
            "anna", "administrator",
            "ben", "approver",
            "carl", "approver",
            "nora", "operator",
            "otto", "auditor",
            "ida", "iso");

    private static final List<String> ORDER = List.of("anna", "ben", "carl", "nora", "otto", "ida");
    private static final String LETTERS = "ABCDEF";

    /** The last step of time each person's authenticator was used at, by program: a code is accepted once. */
    private static final Map<TestClock, Map<String, Long>> USED = new ConcurrentHashMap<>();

    private Company() {}

    /** The set-up file; {@code hosts} is appended as it is, and may be empty. */
    public static String setupFile(String hosts) {
        StringBuilder file = new StringBuilder("schema: 1\ncompany:\n  name: Example AG\npeople:\n");
        for (String login : ORDER) {
            String name = Character.toUpperCase(login.charAt(0)) + login.substring(1) + " Berg";
            file.append("  - login: ").append(login).append('\n');
            file.append("    name: ").append(name).append('\n');
            file.append("    email: ").append(login).append("@example.org\n");
            file.append("    team: Platform\n");
            file.append("    duty: ").append(PEOPLE.get(login)).append('\n');
            file.append("    password: ").append(PASSWORD).append('\n');
            file.append("    totp: ").append(secret(login)).append('\n');
        }
        return file + """
                tree:
                  - path: /shop
                    owner: ben
                    environment: production
                    tier: 1
                  - path: /shop/web
                    owner: ben
                    environment: production
                    tier: 1
                  - path: /lab
                    owner: carl
                    environment: test
                    tier: 3
                grants:
                  - person: anna
                    role: administrator
                    node: /
                  - person: ben
                    role: approver
                    node: /
                  - person: carl
                    role: approver
                    node: /
                  - person: nora
                    role: operator
                    node: /shop
                  - person: nora
                    role: operator
                    node: /lab
                  - person: otto
                    role: auditor
                    node: /
                  - person: ida
                    role: iso
                    node: /
                """ + hosts;
    }

    /** What this person's authenticator shows; moves the clock on when this code was used already. */
    public static String code(String login, TestClock clock) {
        Map<String, Long> used = USED.computeIfAbsent(clock, program -> new ConcurrentHashMap<>());
        long now = Totp.stepAt(clock.instant());
        long step = Math.max(now, used.getOrDefault(login, -1L) + 1);
        // The next code counts already; one that is farther away has to be waited for.
        clock.advance(Duration.ofSeconds(Math.max(0, step - now - 1) * Totp.STEP_SECONDS));
        used.put(login, step);
        return codeAt(login, step);
    }

    /** What this person's authenticator shows in the time-step of this number. */
    public static String codeAt(String login, long step) {
        return Totp.code(Base32.decode(secret(login)), step, 6);
    }

    /** Everybody's password. */
    public static String password() {
        return PASSWORD;
    }

    private static String secret(String login) {
        return SECRET + LETTERS.charAt(ORDER.indexOf(login));
    }
}
