package dev.bastide.asset;

import dev.bastide.asset.engine.PublicKeyText;
import dev.bastide.authority.HostId;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.MarkedLater;
import dev.bastide.identity.RowMarks;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What decides in a proposed host key and in the second person's word on it, marked so that both are this program's. */
@Component
class PinMarks {
    private static final String PIN = "asset.host_pin";
    private static final String VERDICT = "asset.host_pin_verdict";

    private final RowMarks marks;

    PinMarks(RowMarks marks) {
        this.marks = marks;
    }

    byte[] pin(
            UUID id, HostId host, PublicKeyText key, HostPin.Source source, @Nullable PersonId proposer, Instant at) {
        return marks.of(
                PIN,
                id,
                host.value(),
                key.type(),
                key.base64(),
                key.fingerprint(),
                source.name().toLowerCase(Locale.ROOT),
                proposer == null ? null : proposer.value(),
                at);
    }

    byte[] verdict(UUID pin, PersonId proposer, PersonId decider, HostPins.Word word, Instant at) {
        return marks.of(VERDICT, pin, proposer.value(), decider.value(), word.confirmed(), word.sameMachineSeen(), at);
    }

    /** Whether this program wrote the pin in this row, and the verdict on it where there is one. */
    boolean areOurs(ResultSet row) throws SQLException {
        UUID id = row.getObject("id", UUID.class);
        return marks.isOurs(PIN, id, row.getBytes("pin_mark"), pin(row))
                && (row.getObject("decided_by", UUID.class) == null
                        || marks.isOurs(
                                VERDICT, id, row.getBytes("verdict_mark"), verdict(row, "id", "verdict_proposer")));
    }

    static MarkedLater pinsMarkedLater() {
        return new MarkedLater(
                PIN,
                List.of("id"),
                "id, host_id, key_type, key_base64, fingerprint, source, proposed_by, proposed_at",
                PinMarks::pin);
    }

    static MarkedLater verdictsMarkedLater() {
        return new MarkedLater(
                VERDICT,
                List.of("pin_id"),
                "pin_id, proposed_by, decided_by, confirmed, same_machine_seen, decided_at",
                row -> verdict(row, "pin_id", "proposed_by"));
    }

    private static @Nullable Object[] pin(ResultSet row) throws SQLException {
        return new @Nullable Object[] {
            row.getObject("id", UUID.class),
            row.getObject("host_id", UUID.class),
            row.getString("key_type"),
            row.getString("key_base64"),
            row.getString("fingerprint"),
            row.getString("source"),
            row.getObject("proposed_by", UUID.class),
            row.getTimestamp("proposed_at").toInstant()
        };
    }

    private static @Nullable Object[] verdict(ResultSet row, String pin, String proposer) throws SQLException {
        return new @Nullable Object[] {
            row.getObject(pin, UUID.class),
            row.getObject(proposer, UUID.class),
            row.getObject("decided_by", UUID.class),
            row.getBoolean("confirmed"),
            row.getBoolean("same_machine_seen"),
            row.getTimestamp("decided_at").toInstant()
        };
    }
}
