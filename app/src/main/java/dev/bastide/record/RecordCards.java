package dev.bastide.record;

import dev.bastide.audit.AuditRecord;
import dev.bastide.authority.Actor;
import dev.bastide.page.Cell;
import dev.bastide.page.Fact;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** One record opened to be read elsewhere than on its own page. It is the same opening, and recorded as it is. */
@Component
public class RecordCards {
    private final Readings readings;

    RecordCards(Readings readings) {
        this.readings = readings;
    }

    /**
     * The ten fields of a record.
     *
     * @param facts all of them but the content
     * @param replay the recording at the place it tells of; empty where there is none
     */
    public record Card(String content, List<Fact> facts, String replay) {
        public Card {
            facts = List.copyOf(facts);
        }
    }

    /**
     * Opens it for this reader. Throws {@link dev.bastide.page.NoSuch} where there is none, and
     * {@link dev.bastide.authority.ActRefused} where its segment cannot be believed.
     */
    public Card open(Actor actor, UUID id) {
        AuditRecord entry = readings.open(actor, id).entry();
        return new Card(entry.content(), ten(entry), replay(entry));
    }

    static List<Fact> ten(AuditRecord entry) {
        return List.of(
                new Fact("record.records.tag", RecordWords.tag(entry)),
                new Fact("record.records.time", Cell.text(entry.time().toString())),
                Fact.text("record.records.operation", entry.operation()),
                Fact.text("record.records.user-id", entry.userId()),
                Fact.text("record.records.user-name", entry.userName()),
                Fact.text("record.records.user-group", entry.userGroup()),
                Fact.text("record.records.ip-address", RecordWords.address(entry.ipAddress())),
                new Fact("record.records.method", RecordWords.method(entry)),
                new Fact("record.records.result", RecordWords.result(entry)));
    }

    /** The recording at the very place this record tells of. Only what happened in a recording has an offset. */
    static String replay(AuditRecord entry) {
        return entry.sessionId() == null || entry.offset() == null
                ? ""
                : "/sessions/" + entry.sessionId() + "/replay#at=" + entry.offset();
    }
}
