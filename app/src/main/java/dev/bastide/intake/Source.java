package dev.bastide.intake;

import dev.bastide.authority.Networks;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A system whose log comes here.
 *
 * @param name how it is called, in the log too; for ever
 * @param setting how it is set now
 */
public record Source(UUID id, String name, SourceKind kind, Setting setting) {

    /**
     * How it is set.
     *
     * @param node where it belongs on the tree
     * @param host the machine it speaks for where a record names none, or empty
     * @param peers literal addresses or networks that may send; empty lets every address with a right token
     * @param zone of wall clocks that name none
     * @param undoes the version that this one repeats the one before of, or null
     */
    public record Setting(
            int version,
            NodeId node,
            String host,
            List<String> peers,
            ZoneId zone,
            boolean enabled,
            @Nullable Integer undoes,
            PersonId by,
            Instant at) {
        public Setting {
            peers = List.copyOf(peers);
        }
    }

    /** Whether it is switched on. */
    public boolean enabled() {
        return setting.enabled();
    }

    /** Whether this literal address may send to it. */
    public boolean admits(String address) {
        return setting.peers().isEmpty()
                ? !kind.isSyslog()
                : Networks.of(setting.peers()).contain(address);
    }

    /** Its name in the log for records that are numbered here, or by the sender himself. */
    public String logName(Tally.Stream stream) {
        return "intake:" + name + (stream == Tally.Stream.SENT ? ":sent" : "");
    }
}
