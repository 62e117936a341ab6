package dev.bastide.page;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataIntegrityViolationException;

/**
 * What the rules of the database say against something sent: a mistake in the words of a form, where no handler had
 * found it first. It names the field where the rule bears its name, and never what was typed or stored.
 */
final class StoredRule {
    private StoredRule() {}

    /** The mistake, or nothing where something else failed; {@code fields} are those that were sent. */
    static Optional<BadInput> broken(Throwable failure, Collection<String> fields) {
        if (!(failure instanceof DataIntegrityViolationException)) {
            return Optional.empty();
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PSQLException refused && refused.getSQLState() != null) {
                ServerErrorMessage told = refused.getServerErrorMessage();
                return key(refused.getSQLState())
                        .map(key -> BadInput.in(told == null ? "" : field(told, fields), key, "" + rule(told)));
            }
        }
        return Optional.empty();
    }

    /** By the classes 22 and 23 of the SQL standard: what a value may be, and how rows hang together. */
    private static Optional<String> key(String state) {
        return switch (state) {
            case "23505", "23P01" -> Optional.of("page.stored.taken");
            case "23503" -> Optional.of("page.stored.gone");
            case "23502" -> Optional.of("page.stored.empty");
            case "22001" -> Optional.of("page.stored.long");
            case "22021" -> Optional.of("page.stored.characters");
            case "23514", "22003", "22007", "22008", "22P02" -> Optional.of("page.stored.rule");
            default -> Optional.empty();
        };
    }

    private static String rule(@Nullable ServerErrorMessage told) {
        if (told == null) {
            return "-";
        }
        String name = told.getConstraint() == null ? told.getColumn() : told.getConstraint();
        return name == null ? "-" : name;
    }

    /** The longest name of a field that stands in the rule's name between underscores, such as email in person_email_key. */
    private static String field(ServerErrorMessage told, Collection<String> fields) {
        String rule = "_" + rule(told) + "_";
        return fields.stream()
                .filter(field -> !field.startsWith("_"))
                .filter(field ->
                        rule.contains("_" + field.toLowerCase(Locale.ROOT).replace('-', '_') + "_"))
                .max(Comparator.comparingInt(String::length))
                .orElse("");
    }
}
