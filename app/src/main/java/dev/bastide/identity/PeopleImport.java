package dev.bastide.identity;

import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.csv.CsvLines;
import dev.bastide.identity.key.PublicKeyLine;
import dev.bastide.identity.key.PublicKeyRefused;
import dev.bastide.page.BadInput;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Adds many people with their keys from CSV. First everything is judged and shown; then all of it is added in one
 * transaction, or nothing.
 */
@Service
class PeopleImport {
    private static final int ROWS_MAX = 5_000;
    private static final List<String> COLUMNS = List.of("login", "name", "email", "team", "duty", "key");
    private static final List<String> NEEDED = List.of("login", "name", "email", "duty");

    private final People people;
    private final Joining joining;
    private final SshKeys keys;

    PeopleImport(People people, Joining joining, SshKeys keys) {
        this.people = people;
        this.joining = joining;
        this.keys = keys;
    }

    /**
     * One line as it would be added.
     *
     * @param wrong message key of what is wrong with it, empty when nothing is
     */
    record Line(
            int number, String login, String name, String email, String team, String duty, String key, String wrong) {
        boolean good() {
            return wrong.isEmpty();
        }
    }

    /** Judges the text line by line. Throws {@link BadInput} when it is no such list at all. */
    List<Line> preview(String csv) {
        List<List<String>> rows = CsvLines.read(csv);
        if (rows.isEmpty() || rows.size() > ROWS_MAX + 1) {
            throw BadInput.in("csv", "identity.import.size", Integer.toString(ROWS_MAX));
        }
        List<String> header = rows.getFirst().stream()
                .map(cell -> cell.strip().toLowerCase(java.util.Locale.ROOT))
                .toList();
        if (!header.containsAll(NEEDED) || !COLUMNS.containsAll(header)) {
            throw BadInput.in("csv", "identity.import.header", String.join(",", COLUMNS));
        }
        List<Line> lines = new ArrayList<>();
        Set<String> logins = new HashSet<>();
        Set<String> fingerprints = new HashSet<>();
        for (int i = 1; i < rows.size(); i++) {
            Map<String, String> cells = cells(header, rows.get(i));
            lines.add(judge(i + 1, cells, logins, fingerprints));
        }
        return lines;
    }

    /** Adds everybody on the list. Throws {@link BadInput} when a line is wrong; then nobody is added. */
    @Transactional
    public int add(Actor actor, String csv) {
        List<Line> lines = preview(csv);
        for (Line line : lines) {
            if (!line.good()) {
                throw BadInput.in("csv", "identity.import.wrong", Integer.toString(line.number()));
            }
            PersonId id = joining.add(
                    actor, NewPerson.human(line.login(), line.name(), line.email(), line.team(), line.duty()));
            if (!line.key().isEmpty()) {
                keys.add(actor, id, line.key());
            }
        }
        return lines.size();
    }

    private Line judge(int number, Map<String, String> cells, Set<String> logins, Set<String> fingerprints) {
        Line line = new Line(
                number,
                cells.getOrDefault("login", ""),
                cells.getOrDefault("name", ""),
                cells.getOrDefault("email", ""),
                cells.getOrDefault("team", ""),
                cells.getOrDefault("duty", ""),
                cells.getOrDefault("key", ""),
                "");
        return new Line(
                number,
                line.login(),
                line.name(),
                line.email(),
                line.team(),
                line.duty(),
                line.key(),
                wrong(line, logins, fingerprints));
    }

    private String wrong(Line line, Set<String> logins, Set<String> fingerprints) {
        try {
            NewPerson person = NewPerson.human(line.login(), line.name(), line.email(), line.team(), line.duty());
            if (!logins.add(person.login()) || people.byLogin(person.login()).isPresent()) {
                return "identity.import.login-taken";
            }
            if (!line.key().isEmpty()) {
                if (!keys.takesOthers()) {
                    return "identity.key.own";
                }
                String fingerprint = PublicKeyLine.read(line.key()).fingerprint();
                if (!fingerprints.add(fingerprint) || keys.ownerOf(fingerprint).isPresent()) {
                    return "identity.import.key-taken";
                }
            }
            return "";
        } catch (BadInput mistake) {
            return mistake.key();
        } catch (PublicKeyRefused refused) {
            return refused.key();
        } catch (ActRefused refused) {
            return refused.reason().key();
        }
    }

    private static Map<String, String> cells(List<String> header, List<String> row) {
        Map<String, String> cells = new java.util.HashMap<>();
        for (int i = 0; i < header.size() && i < row.size(); i++) {
            cells.put(header.get(i), row.get(i).strip());
        }
        return cells;
    }
}
