package dev.bastide.identity;

import static org.springframework.http.HttpHeaders.ACCEPT;

import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.page.ApiList;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.NoSuch;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** People in JSON, and in plain text for {@code ./bastide}: list, one, add, change of duty, disable, keys. */
@RestController
@RequestMapping(
        path = "/api/v1/people",
        produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
class PeopleApi {
    private final PeopleList list;
    private final People people;
    private final Duties duties;
    private final Deputies deputies;
    private final Succession succession;
    private final Joining joining;
    private final SshKeys keys;
    private final Correction correction;

    PeopleApi(
            PeopleList list,
            People people,
            Duties duties,
            Deputies deputies,
            Succession succession,
            Joining joining,
            SshKeys keys,
            Correction correction) {
        this.correction = correction;
        this.list = list;
        this.people = people;
        this.duties = duties;
        this.deputies = deputies;
        this.succession = succession;
        this.joining = joining;
        this.keys = keys;
    }

    record PersonJson(
            String id,
            String login,
            String name,
            String email,
            String team,
            String duty,
            boolean active,
            boolean second_factor,
            boolean machine,
            List<String> logins,
            @Nullable String deputy,
            boolean on_leave) {}

    record RowJson(
            String id,
            String login,
            String name,
            String email,
            String team,
            String duty,
            boolean active,
            boolean second_factor,
            boolean machine,
            Instant created) {}

    record NewPersonJson(
            @Nullable String login,
            @Nullable String name,
            @Nullable String email,
            @Nullable String team,
            @Nullable String duty,
            @Nullable String owner) {}

    record DutyJson(@Nullable String duty) {}

    record DeputyJson(@Nullable String deputy) {}

    /** What is to stand instead; what is left out stays. */
    record CorrectionJson(@Nullable String name, @Nullable String email) {}

    record KeyJson(@Nullable String key) {}

    record AssignmentJson(
            String id, String duty, Instant from, @Nullable Instant to) {}

    @GetMapping
    @Act("person.read")
    ResponseEntity<Object> list(ListQuery query, @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        ListResult<PeopleList.Row> result = list.read(query);
        if (PlainText.wanted(accept)) {
            return PlainText.answer(result.rows().stream()
                    .map(row -> String.join("\t", row.login(), row.duty(), state(row), row.name()))
                    .toList());
        }
        return ResponseEntity.ok(ApiList.of(
                result,
                row -> new RowJson(
                        row.id().toString(),
                        row.login(),
                        row.name(),
                        row.email(),
                        row.team(),
                        row.duty(),
                        row.active(),
                        row.factor(),
                        row.machine(),
                        row.created())));
    }

    @GetMapping("/{login}")
    @Act("person.read")
    ResponseEntity<Object> one(
            @PathVariable String login, @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        return answer(json(find(login)), accept);
    }

    @PostMapping
    @Act("person.edit")
    @ResponseStatus(HttpStatus.CREATED)
    PersonJson add(Actor actor, @RequestBody NewPersonJson wanted) {
        @Nullable
        PersonId owner = text(wanted.owner()).isEmpty()
                ? null
                : find(text(wanted.owner())).id();
        PersonId id = joining.add(
                actor,
                new NewPerson(
                        text(wanted.login()),
                        text(wanted.name()),
                        text(wanted.email()),
                        text(wanted.team()),
                        owner == null ? text(wanted.duty()) : Duty.MACHINE,
                        owner));
        return json(people.require(id));
    }

    @PostMapping("/{login}/duty")
    @Act("person.edit")
    ResponseEntity<Object> changeDuty(
            @PathVariable String login,
            Actor actor,
            @RequestBody DutyJson wanted,
            @RequestHeader(name = ACCEPT, defaultValue = "") String accept) {
        AssignmentJson assignment = json(duties.change(actor, find(login).id(), text(wanted.duty())));
        return PlainText.wanted(accept)
                ? PlainText.answer(List.of(login + "\t" + assignment.duty()))
                : ResponseEntity.ok(assignment);
    }

    @GetMapping("/{login}/duties")
    @Act("person.read")
    List<AssignmentJson> history(@PathVariable String login) {
        return duties.history(find(login).id()).stream().map(PeopleApi::json).toList();
    }

    @PostMapping("/{login}/deputy")
    @Act("person.read")
    PersonJson nameDeputy(@PathVariable String login, Actor actor, @RequestBody DeputyJson wanted) {
        succession.name(actor, find(login).id(), find(text(wanted.deputy())).id());
        return json(find(login));
    }

    @PostMapping("/{login}/correct")
    @Act("person.edit")
    PersonJson correct(@PathVariable String login, Actor actor, @RequestBody CorrectionJson wanted) {
        Person person = find(login);
        correction.correct(
                actor,
                person.id(),
                wanted.name() == null ? person.name() : wanted.name(),
                wanted.email() == null ? person.email() : wanted.email());
        return json(find(login));
    }

    @PostMapping("/{login}/disable")
    @Act("person.edit")
    PersonJson disable(@PathVariable String login, Actor actor) {
        joining.disable(actor, find(login).id());
        return json(find(login));
    }

    @GetMapping("/{login}/keys")
    @Act("person.read")
    List<SshKeys.Key> keys(@PathVariable String login) {
        return keys.of(find(login).id());
    }

    @PostMapping("/{login}/keys")
    @Act(Act.SELF)
    @ResponseStatus(HttpStatus.CREATED)
    SshKeys.Key addKey(@PathVariable String login, Actor actor, @RequestBody KeyJson wanted) {
        return keys.add(actor, find(login).id(), text(wanted.key()));
    }

    @DeleteMapping("/{login}/keys/{key}")
    @Act(Act.SELF)
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void removeKey(@PathVariable String login, @PathVariable UUID key, Actor actor) {
        keys.remove(actor, find(login).id(), key);
    }

    private static ResponseEntity<Object> answer(PersonJson person, String accept) {
        if (!PlainText.wanted(accept)) {
            return ResponseEntity.ok(person);
        }
        return PlainText.answer(List.of(
                "login\t" + String.join(" ", person.logins()),
                "name\t" + person.name(),
                "e-mail\t" + person.email(),
                "team\t" + person.team(),
                "duty\t" + person.duty(),
                "state\t" + (person.active() ? "active" : "disabled"),
                "second factor\t" + (person.second_factor() ? "yes" : "no"),
                "deputy\t" + text(person.deputy())));
    }

    private static String state(PeopleList.Row row) {
        return row.active() ? row.factor() || row.machine() ? "active" : "no-factor" : "disabled";
    }

    private Person find(String login) {
        if (login.isBlank()) {
            throw BadInput.in("login", "identity.bad.login");
        }
        return people.byLogin(login).orElseThrow(() -> new NoSuch("identity.person", login));
    }

    private PersonJson json(Person person) {
        return new PersonJson(
                person.id().toString(),
                person.login(),
                person.name(),
                person.email(),
                person.teamName(),
                duties.current(person.id()).map(DutyAssignment::duty).orElse(""),
                person.active(),
                person.secondFactor(),
                person.machine(),
                people.logins(person.id()),
                deputies.of(person.id()).map(people::require).map(Person::login).orElse(null),
                deputies.onLeave(person.id()));
    }

    private static AssignmentJson json(DutyAssignment assignment) {
        return new AssignmentJson(assignment.id().toString(), assignment.duty(), assignment.from(), assignment.to());
    }

    private static String text(@Nullable String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
