package dev.bastide.identity;

import dev.bastide.authority.PersonId;
import dev.bastide.page.BadInput;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A person to be added. Throws {@link BadInput} naming the field that is wrong.
 *
 * @param login lower case, at most 64 characters
 * @param email may be empty for a machine account
 * @param team a team's name, made when there is none of it yet; empty for none
 * @param duty one of {@link Duty}; none only for whom a directory announces
 * @param owner the human who answers for a machine account; null exactly for humans
 */
public record NewPerson(
        String login,
        String name,
        String email,
        String team,
        String duty,
        @Nullable PersonId owner) {
    private static final Pattern LOGIN = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");
    private static final Pattern EMAIL = Pattern.compile("[^\\s@<>\",;]{1,64}@[^\\s@<>\",;]{1,189}");
    private static final int NAME_CHARACTERS = 200;
    private static final int TEAM_CHARACTERS = 120;

    public NewPerson {
        login = login.strip().toLowerCase(Locale.ROOT);
        name = name.strip();
        email = email.strip();
        team = team.strip();
        require(isLogin(login), "login");
        require(!name.isEmpty() && name.length() <= NAME_CHARACTERS && isOneLine(name), "name");
        require(EMAIL.matcher(email).matches() || (owner != null && email.isEmpty()), "email");
        require(team.length() <= TEAM_CHARACTERS && isOneLine(team), "team");
        boolean fits = owner == null ? Duty.ofHumans(duty) || duty.equals(Duty.NONE) : duty.equals(Duty.MACHINE);
        require(fits, "duty");
    }

    /** A human with a duty. */
    public static NewPerson human(String login, String name, String email, String team, String duty) {
        require(Duty.ofHumans(duty), "duty");
        return new NewPerson(login, name, email, team, duty, null);
    }

    /** A human whom a directory announces: no duty, and so no right, until his directory's words name one. */
    static NewPerson announced(String login, String name, String email) {
        return new NewPerson(login, name, email, "", Duty.NONE, null);
    }

    /** Whether the text may be a login. */
    public static boolean isLogin(String text) {
        return LOGIN.matcher(text).matches();
    }

    private static boolean isOneLine(String text) {
        return text.codePoints().noneMatch(NewPerson::isUnseen);
    }

    /** Characters that break a line or show nothing: with them two names that differ would read the same. */
    private static boolean isUnseen(int character) {
        return switch (Character.getType(character)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }

    private static void require(boolean holds, String field) {
        if (!holds) {
            throw BadInput.in(field, "identity.bad." + field);
        }
    }
}
