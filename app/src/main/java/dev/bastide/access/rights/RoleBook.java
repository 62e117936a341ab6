package dev.bastide.access.rights;

import dev.bastide.access.rights.Role.Reach;
import dev.bastide.identity.Duty;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Roles and the matrix of duties, read from {@code roles.tsv} and {@code duties.tsv} and written to the tables at
 * start, so that the database enforces the same matrix; and what stays apart even by exception, from
 * {@code separation.tsv}, of which the database has a list of its own. Source: seed 000 s2.2 (A44, A51).
 */
@Component
public class RoleBook {
    /** The role of the founder while founding is open. */
    public static final String FOUNDER = "founder";

    private final Map<String, Role> roles;
    private final List<DutyRole> matrix;
    private final List<Separation> separations;

    RoleBook(JdbcClient jdbc, PlatformTransactionManager transactions) {
        this.roles = readRoles(lines("/dev/bastide/access/roles.tsv"));
        this.matrix = readMatrix(lines("/dev/bastide/access/duties.tsv"), roles);
        this.separations = readSeparations(lines("/dev/bastide/access/separation.tsv"));
        new TransactionTemplate(transactions).executeWithoutResult(status -> store(jdbc));
    }

    /**
     * One cell of the matrix.
     *
     * @param production whether the duty may be granted the role on production
     */
    public record DutyRole(String duty, String role, boolean production) {}

    /**
     * No exception gives the action to somebody whose duty may be granted the other; both the same: to nobody.
     *
     * @param action what is not given
     * @param beside what the duty has already
     */
    public record Separation(String action, String beside) {}

    /** Every role by its name, for whoever judges a text before there is a database. */
    public static Map<String, Role> shipped() {
        return readRoles(lines("/dev/bastide/access/roles.tsv"));
    }

    /** The role of this name. */
    public Optional<Role> find(String name) {
        return Optional.ofNullable(roles.get(name));
    }

    /** The role of this name. Throws {@link IllegalStateException} when there is none. */
    public Role require(String name) {
        return Objects.requireNonNull(roles.get(name), () -> "no role " + name);
    }

    /** Every role, in the order of the file. */
    public Collection<Role> all() {
        return roles.values();
    }

    /** The roles that this duty may be granted. */
    public List<DutyRole> grantable(String duty) {
        return matrix.stream().filter(cell -> cell.duty().equals(duty)).toList();
    }

    /** Whether this duty may be granted this role there. */
    public boolean grantable(String duty, String role, boolean onProduction) {
        return matrix.stream()
                .anyMatch(cell ->
                        cell.duty().equals(duty) && cell.role().equals(role) && (cell.production() || !onProduction));
    }

    /**
     * Whether this duty has rights at all: who has none, such as a customer, gets none by exception either. Nor does a
     * machine: nobody is ill in its place, and nobody would look.
     */
    public boolean mayBeException(String duty) {
        return !duty.equals(Duty.MACHINE) && !grantable(duty).isEmpty();
    }

    /** What keeps this role from people of this duty even by exception, if anything does. */
    public Optional<Separation> separated(String duty, String role) {
        Set<String> wanted = find(role).map(Role::actions).orElse(Set.of());
        return separations.stream()
                .filter(apart -> wanted.contains(apart.action()))
                .filter(apart -> apart.beside().equals(apart.action()) || dutyMay(duty, apart.beside()))
                .findFirst();
    }

    private boolean dutyMay(String duty, String action) {
        return grantable(duty).stream()
                .anyMatch(cell -> require(cell.role()).actions().contains(action));
    }

    /** Everything that stays apart even by exception. */
    public List<Separation> separations() {
        return separations;
    }

    /** Whether the duty carries the role on production too. */
    boolean onProduction(String duty, String role) {
        return grantable(duty, role, true);
    }

    static Map<String, Role> readRoles(List<String> lines) {
        Map<String, Role> read = new LinkedHashMap<>();
        for (String line : lines) {
            String[] cells = line.split("\t", -1);
            Set<String> actions = new LinkedHashSet<>();
            for (String word : cells[2].split(" ", -1)) {
                if (word.startsWith("+")) {
                    actions.addAll(Objects.requireNonNull(read.get(word.substring(1)), line)
                            .actions());
                } else {
                    actions.add(word);
                }
            }
            read.put(cells[0], new Role(cells[0], Reach.valueOf(cells[1].toUpperCase(Locale.ROOT)), actions));
        }
        return read;
    }

    static List<DutyRole> readMatrix(List<String> lines, Map<String, Role> roles) {
        List<DutyRole> read = new ArrayList<>();
        for (String line : lines) {
            String[] cells = line.split("\t", -1);
            Objects.requireNonNull(roles.get(cells[1]), line);
            read.add(new DutyRole(cells[0], cells[1], cells[2].equals("anywhere")));
        }
        return List.copyOf(read);
    }

    static List<Separation> readSeparations(List<String> lines) {
        return lines.stream()
                .map(line -> line.split("\t", -1))
                .map(cells -> new Separation(cells[0], cells[1]))
                .toList();
    }

    private static List<String> lines(String resource) {
        try (InputStream in = Objects.requireNonNull(RoleBook.class.getResourceAsStream(resource), resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Brings the tables in step. Nothing is written, and so no epoch raised, when they already are. */
    private void store(JdbcClient jdbc) {
        if (stored(jdbc).equals(wanted())) {
            return;
        }
        jdbc.sql("delete from access.duty_role").update();
        jdbc.sql("delete from access.role_action").update();
        for (Role role : roles.values()) {
            jdbc.sql("""
                            insert into access.role (name, reach) values (?, ?)
                            on conflict (name) do update set reach = excluded.reach
                            """).params(role.name(), role.reach().word()).update();
            for (String action : role.actions()) {
                jdbc.sql("insert into access.role_action (role, action) values (?, ?)")
                        .params(role.name(), action)
                        .update();
            }
        }
        for (DutyRole cell : matrix) {
            jdbc.sql("insert into access.duty_role (duty, role, production) values (?, ?, ?)")
                    .params(cell.duty(), cell.role(), cell.production())
                    .update();
        }
    }

    private Set<String> wanted() {
        Set<String> rows = new LinkedHashSet<>();
        roles.values().forEach(role -> {
            rows.add(role.name() + " " + role.reach().word());
            role.actions().forEach(action -> rows.add(role.name() + " may " + action));
        });
        matrix.forEach(cell -> rows.add(cell.duty() + " holds " + cell.role() + " " + cell.production()));
        return rows;
    }

    private static Set<String> stored(JdbcClient jdbc) {
        Set<String> rows = new LinkedHashSet<>(jdbc.sql("""
                        select r.name || ' ' || r.reach
                        from access.role r
                        where exists (select from access.role_action a where a.role = r.name)
                        union all
                        select role || ' may ' || action from access.role_action
                        union all
                        select duty || ' holds ' || role || ' ' || production from access.duty_role
                        """).query(String.class).list());
        return rows;
    }
}
