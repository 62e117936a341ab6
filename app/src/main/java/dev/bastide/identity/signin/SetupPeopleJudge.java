package dev.bastide.identity.signin;

import dev.bastide.identity.Duty;
import dev.bastide.identity.Joining;
import dev.bastide.identity.NewPerson;
import dev.bastide.identity.factor.WeakPasswords;
import dev.bastide.page.BadInput;
import dev.bastide.page.SetupFile;
import dev.bastide.page.SetupJudge;
import dev.bastide.page.SetupMistakes;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Judges the section {@code people} of a set-up file: known duties, logins used once, deputies of the same file. */
class SetupPeopleJudge implements SetupJudge {
    private final WeakPasswords weak = WeakPasswords.load();

    @Override
    public String section() {
        return "people";
    }

    @Override
    public void judge(SetupFile section, SetupFile whole, SetupMistakes mistakes) {
        Set<String> logins = section.named("login");
        Set<String> taken = new HashSet<>();
        mistakes.each(section, entry -> {
            entry.allow(
                    "login", "name", "email", "team", "duty", "password", "totp", "keys", "deputy", "token", "logins");
            NewPerson person = wanted(entry);
            take(entry.at("login"), taken);
            if (entry.at("logins").isThere()) {
                entry.at("logins").items().forEach(login -> take(login, taken));
            }
            entry.at("deputy").optionalText().ifPresent(deputy -> {
                if (!logins.contains(deputy) || deputy.equals(entry.text("login"))) {
                    throw entry.at("deputy").wrong("identity.setup.no-such-person", deputy);
                }
            });
            entry.at("password")
                    .optionalText()
                    .ifPresent(
                            password -> weak.whyWeak(password, List.of(person.login(), person.name(), person.email()))
                                    .ifPresent(why -> {
                                        throw entry.at("password").wrong(why);
                                    }));
        });
    }

    /** The person an entry describes. Throws {@link BadInput} at the place of what is wrong. */
    static NewPerson wanted(SetupFile entry) {
        String duty = entry.text("duty");
        if (!Duty.ofHumans(duty)) {
            throw entry.at("duty").wrong("identity.setup.duty", duty, String.join(", ", Duty.OF_HUMANS));
        }
        try {
            return NewPerson.human(
                    entry.text("login"), entry.text("name"), entry.text("email"), entry.text("team", ""), duty);
        } catch (BadInput mistake) {
            throw entry.placed(mistake);
        }
    }

    private static void take(SetupFile login, Set<String> taken) {
        if (!taken.add(login.text().toLowerCase(Locale.ROOT))) {
            throw BadInput.in(login.place(), Joining.LOGIN_TAKEN, login.text());
        }
    }
}
