package dev.bastide.identity.signin;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Enrolment;
import dev.bastide.identity.Founding;
import dev.bastide.identity.Joining;
import dev.bastide.identity.NewPerson;
import dev.bastide.identity.SshKeys;
import dev.bastide.identity.Succession;
import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupSection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** The set-up file's section {@code people}: who there is, with duty, password, second factor, SSH keys and deputy. */
@Component
class SetupPeople implements SetupSection {
    private static final int ORDER = 10;

    private final Joining joining;
    private final Enrolment enrolment;
    private final Passwords passwords;
    private final ApiTokens tokens;
    private final SshKeys keys;
    private final Succession succession;
    private final Founding founding;

    SetupPeople(
            Joining joining,
            Enrolment enrolment,
            Passwords passwords,
            ApiTokens tokens,
            SshKeys keys,
            Succession succession,
            Founding founding) {
        this.joining = joining;
        this.enrolment = enrolment;
        this.passwords = passwords;
        this.tokens = tokens;
        this.keys = keys;
        this.succession = succession;
        this.founding = founding;
    }

    @Override
    public String name() {
        return "people";
    }

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public void apply(SetupFile section, Actor actor) {
        Map<String, PersonId> added = new LinkedHashMap<>();
        for (SetupFile entry : section.items()) {
            added.put(entry.text("login"), add(entry, actor));
        }
        for (SetupFile entry : section.items()) {
            entry.at("deputy").optionalText().ifPresent(deputy -> {
                PersonId person = added.get(entry.text("login"));
                PersonId named = added.get(deputy);
                if (person == null || named == null || named.equals(person)) {
                    throw entry.at("deputy").wrong("identity.setup.no-such-person", deputy);
                }
                succession.found(actor, person, named);
            });
        }
    }

    private PersonId add(SetupFile entry, Actor actor) {
        try {
            NewPerson wanted = SetupPeopleJudge.wanted(entry);
            PersonId person = joining.found(actor, wanted);
            entry.at("password").optionalText().ifPresent(password -> {
                setPassword(entry, wanted, password);
                founding.note(actor, "password of " + person + ", known to whoever wrote the file");
            });
            entry.at("totp").optionalText().ifPresent(secret -> enrolment.found(actor, person, secret));
            entry.at("token").optionalText().ifPresent(secret -> tokens.found(actor, person, secret));
            if (entry.at("keys").isThere()) {
                entry.at("keys").items().forEach(line -> keys.found(actor, person, line.text()));
            }
            if (entry.at("logins").isThere()) {
                entry.at("logins").items().forEach(login -> joining.foundLogin(actor, person, login.text()));
            }
            return person;
        } catch (BadInput mistake) {
            throw entry.placed(mistake);
        } catch (IllegalArgumentException e) {
            throw entry.wrong(String.valueOf(e.getMessage()));
        } catch (ActRefused e) {
            throw entry.refused(e.reason());
        }
    }

    private void setPassword(SetupFile entry, NewPerson person, String password) {
        Optional<String> weak = passwords.whyWeak(password, person.login(), person.name(), person.email());
        if (weak.isPresent()) {
            throw entry.at("password").wrong(weak.get());
        }
        passwords.set(person.login(), password);
    }
}
