package dev.bastide.identity;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The founding of an installation: one person prepares people, tree and hosts, two others ratify the list, and founding
 * closes itself for ever. While it is open nothing on production is possible. The database keeps the rule: only a
 * recorded recovery opens it anew. What was written past this program gives no powers and opens no production.
 */
@Service
public class Founding {
    /** Fewer people with second factors than this, and no rule that needs several can be enforced. */
    public static final int PEOPLE_NEEDED = 3;

    static final int RATIFICATIONS_NEEDED = 2;

    private static final DateTimeFormatter MINUTE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** How long the powers of a recovery last at least; production stays shut meanwhile. */
    static final Duration RECOVERING = Duration.ofHours(24);

    private final JdbcClient jdbc;
    private final FoundingRows rows;
    private final FoundingList list;
    private final Clock clock;
    private final AuditLog audit;
    private final ObjectProvider<FoundingReadiness> readiness;
    private final People people;

    Founding(
            JdbcClient jdbc,
            FoundingRows rows,
            FoundingList list,
            Clock clock,
            AuditLog audit,
            ObjectProvider<FoundingReadiness> readiness,
            People people) {
        this.people = people;
        this.rows = rows;
        this.list = list;
        this.jdbc = jdbc;
        this.clock = clock;
        this.audit = audit;
        this.readiness = readiness;
    }

    /**
     * What stands and what is missing.
     *
     * @param open whether production is shut: also where somebody wrote past this program, and then nobody has powers
     */
    public record State(
            boolean open,
            boolean closed,
            int period,
            int acts,
            String listHash,
            int peopleWithFactor,
            int ratifications,
            @Nullable PersonId founder) {
        public State {
            Objects.requireNonNull(listHash);
        }

        /** Whether there are enough people for rules that need several. */
        public boolean enforceable() {
            return peopleWithFactor >= PEOPLE_NEEDED;
        }
    }

    /**
     * One act done while founding was open.
     *
     * @param actor the login of who did it, or the name of a machine
     * @param who the same with the person's name
     */
    public record Act(long number, Instant at, String actor, String who, String what) {
        public Act {
            Objects.requireNonNull(at);
            Objects.requireNonNull(actor);
            Objects.requireNonNull(who);
            Objects.requireNonNull(what);
        }
    }

    /** Whether founding is open: one person prepares, and no production permit and no emergency may be had. */
    public boolean open() {
        return rows.now().open();
    }

    /** Whether nothing on production is possible: while founding is open, and where somebody wrote past this program. */
    public boolean shut() {
        return rows.now().shut();
    }

    /** Whether somebody opened or ended founding past this program; only a recovery mends it. */
    boolean foreign() {
        return rows.now().phase() == FoundingRows.Phase.FOREIGN;
    }

    /** Whether the founder's powers have ended but two others have not yet ratified what was done with them. */
    public boolean unratified() {
        return rows.now().phase() == FoundingRows.Phase.UNRATIFIED;
    }

    /**
     * Ends the founder's powers, once and for all, when three people with second factors and the roles to approve exist
     * and no node would be locked out. From then on every rule that needs several people is in force; the list of founding acts waits for two others.
     */
    @Transactional
    public void settle() {
        endPowers(
                Actor.machine("founding", AccessMethod.JOB),
                "three people with second factors and roles to approve exist: the founder's powers have ended");
    }

    /** Ends the powers in the caller's transaction if nothing is waited for any more; false where they have not been ended. */
    boolean endPowers(Actor actor, String why) {
        if (!open() || waitsFor() != Waits.NOTHING) {
            return false;
        }
        // Whoever comes second waits here, and finds that it is done.
        boolean first = jdbc.sql("""
                        select number from identity.founding_period
                        where closed_at is null and ready_at is null for update
                        """).query(Integer.class).optional().isPresent();
        if (first) {
            audit.append(AuditRecord.of(clock.instant(), actor, Tag.IDENTITY, "founding.end-powers", why, Result.DONE));
            rows.ready(clock.instant());
        }
        return first;
    }

    /** What still keeps the founder's powers from ending; the first of several. */
    public enum Waits {
        /** People with second factors. */
        PEOPLE,
        /** A head who can approve, on the nodes that {@link #lockOuts} names. */
        HEADS,
        /** Two others with the role to approve. */
        ROLES,
        /** The end of the time that a recovery has at least: {@link #recoveringUntil}. */
        TIME,
        /** Nothing: the next look ends them. */
        NOTHING;

        /** Message key of what is waited for. */
        public String key() {
            return "identity.founding.waits-for." + name().toLowerCase(Locale.ROOT);
        }
    }

    /** What founding waits for while it is open. */
    public Waits waitsFor() {
        if (!state().enforceable()) {
            return Waits.PEOPLE;
        }
        if (!lockOuts().isEmpty()) {
            return Waits.HEADS;
        }
        if (readiness.stream().noneMatch(FoundingReadiness::approversExist)) {
            return Waits.ROLES;
        }
        return recoveringUntil().isPresent() ? Waits.TIME : Waits.NOTHING;
    }

    /**
     * Until when a recovery keeps founding open whatever is there: enough people may be there at once, and who recovers
     * still needs time to put things right.
     */
    public Optional<Instant> recoveringUntil() {
        return jdbc.sql("""
                        select opened_at from identity.founding_period
                        where closed_at is null and ready_at is null and number > 1 and opened_at > :since
                        """)
                .param("since", Timestamp.from(clock.instant().minus(RECOVERING)))
                .query((row, number) ->
                        row.getTimestamp("opened_at").toInstant().plus(RECOVERING))
                .optional();
    }

    /** A minute in words that are the same for every reader; empty for none. */
    static String minute(Optional<Instant> at) {
        return at.map(MINUTE::format).orElse("");
    }

    /**
     * A node whose head cannot approve.
     *
     * @param maker who planted or last edited it in founding; empty where the list does not say
     */
    public record LockOut(Reason why, boolean holdsUp, String maker) {}

    /**
     * What would lock the company out if founding ended now: for each node whose head cannot approve, which it is, who,
     * what is missing and where it is mended. Nodes on no way to a production host hold nothing up: whoever may approve
     * above mends them later.
     */
    public List<Reason> lockOuts() {
        return readiness.stream()
                .flatMap(room -> room.unready().stream())
                .filter(FoundingReadiness.Unready::holdsUp)
                .map(FoundingReadiness.Unready::why)
                .toList();
    }

    /** Every node whose head cannot approve, those first that hold the end of founding up. */
    public List<LockOut> unready() {
        List<FoundingReadiness.Unready> found =
                readiness.stream().flatMap(room -> room.unready().stream()).toList();
        if (found.isEmpty()) {
            return List.of();
        }
        List<Act> acts = acts().reversed();
        return found.stream()
                .sorted(Comparator.comparing(one -> !one.holdsUp()))
                .map(one -> new LockOut(one.why(), one.holdsUp(), maker(one.path(), acts)))
                .toList();
    }

    private static String maker(String path, List<Act> newestFirst) {
        Pattern made = Pattern.compile("(?s)(.*: )?(Planted|Edited) " + Pattern.quote(path) + "( \\(.*?\\))?: .*");
        return newestFirst.stream()
                .filter(act -> made.matcher(act.what()).matches())
                .map(Act::who)
                .findFirst()
                .orElse("");
    }

    /** Whether this actor is the founder and founding is open. */
    public boolean mayFound(Actor actor) {
        return actor.person() != null
                && founder().filter(actor.person()::equals).isPresent();
    }

    /** The founder of the open founding, if it is open and somebody has used the link. */
    public Optional<PersonId> founder() {
        FoundingRows.Stands stands = rows.now();
        return stands.open() ? Optional.ofNullable(stands.founder()) : Optional.empty();
    }

    /**
     * Puts the act on the list that others ratify, in the caller's transaction. Does nothing once founding is closed.
     *
     * @param what people may stand in it by id: whoever ratifies reads their names and logins
     */
    public void note(Actor actor, String what) {
        if (!open()) {
            return;
        }
        list.add(rows.now().period(), clock.instant(), actor.person(), actor.id(), inWords(what));
    }

    /** Prefix of a record's content while founding is open, empty afterwards. */
    public String mark() {
        return open() ? "founding: " : "";
    }

    /** How far founding has come; the last period's when it is closed. In doubt it counts as open. */
    public State state() {
        FoundingRows.Stands stands = rows.now();
        return jdbc.sql("""
                        select p.number,
                            (select count(*) from identity.founding_act a where a.period = p.number) as acts,
                            identity.founding_list_hash(p.number) as list_hash,
                            (select count(*) from identity.published_person k
                                where k.active and k.second_factor and k.kind = 'human') as people
                        from identity.founding_period p
                        where p.number = ?
                        """)
                .param(stands.period())
                .query((row, number) -> new State(
                        stands.shut(),
                        stands.phase() == FoundingRows.Phase.CLOSED,
                        row.getInt("number"),
                        row.getInt("acts"),
                        row.getString("list_hash"),
                        row.getInt("people"),
                        list.ratified(row.getInt("number"), row.getString("list_hash"))
                                .size(),
                        stands.founder()))
                .single();
    }

    /** The acts of the last founding, in order. */
    public List<Act> acts() {
        return list.acts(rows.now().period()).stream()
                .map(act -> new Act(act.number(), act.at(), act.actor(), who(act), act.what()))
                .toList();
    }

    private String who(FoundingList.Act act) {
        @Nullable PersonId person = act.person();
        return who(person == null ? null : people.find(person).map(Person::name).orElse(null), act.actor());
    }

    /** The same with every person that stands in it by id told by name and login. */
    String inWords(String what) {
        String text = ID.matcher(what)
                .replaceAll(id -> Matcher.quoteReplacement(people.find(PersonId.of(id.group()))
                        .map(person -> named(person.name(), person.login()))
                        .orElse(id.group())));
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private static String who(@Nullable String name, String actor) {
        if (name != null) {
            return named(name, actor);
        }
        // Nobody had signed in yet: the link of the first administrator, the set-up file, or a recovery.
        return switch (actor) {
            case "machine:setup" -> "set-up file";
            case "machine:recover" -> "recovery from the server";
            default -> actor.replaceFirst("^\\?", "");
        };
    }

    private static String named(String name, String login) {
        return name + " (" + login + ")";
    }
}
