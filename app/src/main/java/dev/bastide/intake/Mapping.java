package dev.bastide.intake;

import dev.bastide.access.HostPlaces;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.intake.engine.EventFamily;
import dev.bastide.intake.engine.Foreign;
import dev.bastide.intake.engine.Said;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Maps what other systems say to the ten fields, for one batch: a person or a host is who we know by that name, and what
 * nobody said, or what cannot be believed, is {@code unknown} and flagged. The content is the whole record, byte by byte.
 * Source: seed 000 s4 (A114).
 */
final class Mapping {
    /** Stands where nobody said who, or whom nobody knows. */
    static final String UNKNOWN = "unknown";

    /** Stands where nobody said from where: the address that no machine has. */
    static final String NO_ADDRESS = "0.0.0.0";

    /** Every foreign record's operation begins so: none of them can pass for an act of this program. */
    static final String OPERATION = "intake/";

    private static final int WORD_MAX = 200;

    /** Neither controls nor what reorders or hides text: a word with such in it is not taken over. */
    private static final Pattern UNSEEMLY =
            Pattern.compile("[\\p{Cc}\\p{Cf}\\p{Co}\\p{Cs}\\p{Cn}\\p{Zl}\\p{Zp}\\ufffd]");

    private final People people;
    private final Optional<HostPlaces> hosts;
    private final TimeBound bound;
    private final Instant arrival;
    private final Map<String, Optional<Person>> persons = new HashMap<>();
    private final Map<String, Optional<HostPlaces.Place>> places = new HashMap<>();

    Mapping(People people, Optional<HostPlaces> hosts, TimeBound bound, Instant arrival) {
        this.people = people;
        this.hosts = hosts;
        this.bound = bound;
        this.arrival = arrival;
    }

    /** What came of a foreign record. */
    sealed interface Mapped {
        /** It is one of ours now; {@code partial} when a field of it is unknown. */
        record Entry(AuditRecord entry, byte[] content, boolean partial, Optional<EventFamily> family)
                implements Mapped {}

        /** It cannot be: what is wrong. */
        record Held(List<String> problems, byte[] raw) implements Mapped {
            public Held {
                problems = List.copyOf(problems);
            }
        }
    }

    /** Maps a record that this source sent from this literal address. */
    Mapped map(Source source, Foreign foreign) {
        List<String> problems = problems(foreign);
        if (!problems.isEmpty() || foreign.time() == null) {
            return new Mapped.Held(problems, foreign.raw());
        }
        List<String> unknown = new ArrayList<>();
        String login = word(foreign.said(Said.USER));
        Optional<Person> person = login.isEmpty() ? Optional.empty() : person(login);
        String userId = person.map(Person::login).orElse(UNKNOWN);
        String userName = person.map(Person::name).orElse(login.isEmpty() ? UNKNOWN : "?" + login);
        String group = person.map(Person::teamName).orElseGet(() -> said(foreign, Said.GROUP));
        String address = address(foreign.said(Said.ADDRESS));
        Optional<EventFamily> family = EventFamily.ofWord(foreign.said(Said.FAMILY));
        AccessMethod method = method(foreign.said(Said.METHOD));
        Result result = result(foreign.said(Said.RESULT));
        String operation = said(foreign, Said.OPERATION);
        note(unknown, "operation", operation.equals(UNKNOWN));
        note(unknown, "user_id", person.isEmpty());
        note(unknown, "user_name", person.isEmpty());
        note(unknown, "user_group", group.equals(UNKNOWN));
        note(unknown, "ip_address", address.equals(NO_ADDRESS));
        note(unknown, "method", method == AccessMethod.UNKNOWN);
        note(unknown, "result", result == Result.UNKNOWN);
        String object = object(source, foreign);
        note(unknown, "host", !object.startsWith("host:"));
        AuditRecord entry = new AuditRecord(
                tag(family),
                foreign.time(),
                begin(source) + operation,
                userId,
                userName,
                group,
                address,
                method,
                new String(foreign.raw(), StandardCharsets.UTF_8),
                result,
                unknown.isEmpty() ? "intake:complete" : "intake:unknown:" + String.join(",", unknown),
                null,
                object,
                null);
        return new Mapped.Entry(entry, foreign.raw(), !unknown.isEmpty(), family);
    }

    /** How the operation of each record of a source begins. */
    static String begin(Source source) {
        return OPERATION + source.name() + "/";
    }

    private List<String> problems(Foreign foreign) {
        List<String> problems = new ArrayList<>();
        if (!foreign.flaw().isEmpty()) {
            problems.add(foreign.flaw());
            return problems;
        }
        String time = bound.wrong(foreign.time(), arrival);
        if (!time.isEmpty()) {
            problems.add(time);
        }
        String content = new String(foreign.raw(), StandardCharsets.UTF_8);
        if (foreign.blank() || content.isBlank()) {
            problems.add("content is missing");
        } else if (content.length() > AuditRecord.CONTENT_CHARACTERS_MAX) {
            problems.add("content is longer than " + AuditRecord.CONTENT_CHARACTERS_MAX + " characters");
        }
        return problems;
    }

    private static void note(List<String> unknown, String field, boolean missing) {
        if (missing) {
            unknown.add(field);
        }
    }

    /** The word as it was said, where a person can read it as it stands; else empty. */
    private static String word(String said) {
        String word = said.strip();
        return word.length() > WORD_MAX || UNSEEMLY.matcher(word).find() ? "" : word;
    }

    private static String said(Foreign foreign, Said what) {
        String word = word(foreign.said(what));
        return word.isEmpty() ? UNKNOWN : word;
    }

    private Optional<Person> person(String login) {
        return persons.computeIfAbsent(login, name -> people.byLogin(name).or(() -> byId(name)));
    }

    private Optional<Person> byId(String text) {
        try {
            return people.find(new PersonId(UUID.fromString(text)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The host that the record names, else the one the source speaks for, else what it claims, else the source itself. */
    private String object(Source source, Foreign foreign) {
        String named = word(foreign.said(Said.HOST));
        String other = named.isEmpty() ? source.setting().host() : named;
        if (!other.isEmpty()) {
            Optional<HostPlaces.Place> place = places.computeIfAbsent(other, this::place);
            return place.map(found -> "host:" + found.host()).orElse("unknown-host:" + other);
        }
        return "source:" + source.name();
    }

    private Optional<HostPlaces.Place> place(String nameOrAddress) {
        String shortName = nameOrAddress.split("\\.", 2)[0].toLowerCase(Locale.ROOT);
        return hosts.flatMap(known -> isAddress(nameOrAddress)
                ? known.at(nameOrAddress)
                : known.find(nameOrAddress.toLowerCase(Locale.ROOT)).or(() -> known.find(shortName)));
    }

    private static boolean isAddress(String text) {
        return !address(text).equals(NO_ADDRESS);
    }

    private static String address(String said) {
        String text = said.strip();
        try {
            return text.matches("[0-9a-fA-F:.]{3,45}")
                            && (text.contains(":") || text.matches("(\\d{1,3}\\.){3}\\d{1,3}"))
                    ? InetAddress.ofLiteral(text).getHostAddress()
                    : NO_ADDRESS;
        } catch (IllegalArgumentException e) {
            return NO_ADDRESS;
        }
    }

    private static AccessMethod method(String said) {
        try {
            AccessMethod method = AccessMethod.valueOf(said.strip().toUpperCase(Locale.ROOT));
            // Of our own database only this program speaks so.
            return method == AccessMethod.SQL ? AccessMethod.UNKNOWN : method;
        } catch (IllegalArgumentException e) {
            return AccessMethod.UNKNOWN;
        }
    }

    private static Result result(String said) {
        try {
            return Result.valueOf(said.strip().toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            return Result.UNKNOWN;
        }
    }

    private static Tag tag(Optional<EventFamily> family) {
        return family.map(known -> switch (known) {
                    case USERS -> Tag.IDENTITY;
                    case VERIFICATION, LOGIN -> Tag.SIGN_IN;
                    case AUTHORISATION -> Tag.ACCESS;
                    case ACCESS -> Tag.OPERATION;
                })
                .orElse(Tag.SYSTEM);
    }

    /** What was wrong with what is held, as its record tells it. */
    static String told(List<String> problems) {
        return problems.stream().collect(Collectors.joining("; "));
    }
}
