package dev.bastide.audit.witness;

import dev.bastide.audit.WitnessStanding;
import dev.bastide.audit.log.NoteKey;
import dev.bastide.audit.sequencer.LogReader;
import dev.bastide.authority.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Asks one witness to cosign one checkpoint: once, and once more where it remembers another size than we do. */
final class Asking {
    private static final String SILENT = "record.witness.silent";
    private static final String STRANGER = "record.witness.stranger";
    private static final String FALSE = "record.witness.false";

    private final LogReader reader;
    private final CosignatureRows rows;
    private final WitnessClient client;
    private final WitnessPolicy.Named witness;
    private final LogReader.Signed head;

    Asking(
            LogReader reader,
            CosignatureRows rows,
            WitnessClient client,
            WitnessPolicy.Named witness,
            LogReader.Signed head) {
        this.reader = reader;
        this.rows = rows;
        this.client = client;
        this.witness = witness;
        this.head = head;
    }

    /** What is wrong, if anything. */
    Optional<Reason> ask() {
        NoteKey key = witness.key();
        long known = rows.last(head, key).map(CosignatureRows.Row::size).orElse(0L);
        if (known == head.size()) {
            return Optional.empty();
        }
        try {
            WitnessClient.Said said = ask(known);
            Optional<Long> remembered = said.status() == 409 ? size(said.text()) : Optional.empty();
            if (remembered.isPresent() && remembered.get() > head.size()) {
                return Optional.of(new Reason(
                        WitnessStanding.AHEAD,
                        List.of(key.name(), Long.toString(remembered.get())),
                        "A116",
                        "/record/log"));
            }
            // A witness from before the log's first question here, or one that was set back itself.
            boolean again = remembered.isPresent() && remembered.get() != known;
            return take(again ? ask(remembered.get()) : said);
        } catch (IOException e) {
            return problem(SILENT);
        }
    }

    private WitnessClient.Said ask(long old) throws IOException {
        return client.ask(witness.address(), old, reader.growth(head, old), head.note());
    }

    private Optional<Reason> take(WitnessClient.Said said) {
        return switch (said.status()) {
            case 200 -> keep(said.text());
            case 403, 404 -> problem(STRANGER);
            case 409, 422 -> problem(WitnessStanding.OTHER);
            default -> problem(SILENT);
        };
    }

    private Optional<Reason> keep(String lines) {
        String text = NoteKey.text(head.note());
        for (String line : lines.lines().map(line -> line + "\n").toList()) {
            Optional<Instant> at = witness.key().cosigned(text, line);
            if (at.isPresent()) {
                rows.add(head, witness.key(), line, at.get());
                return Optional.empty();
            }
        }
        return problem(FALSE);
    }

    /** That it did not answer. */
    Reason silent() {
        return reason(SILENT);
    }

    private Optional<Reason> problem(String key) {
        return Optional.of(reason(key));
    }

    private Reason reason(String key) {
        return new Reason(key, List.of(witness.key().name()), "A116", "/record/log");
    }

    private static Optional<Long> size(String text) {
        String number = text.strip();
        return number.matches("0|[1-9][0-9]{0,17}") ? Optional.of(Long.parseLong(number)) : Optional.empty();
    }
}
