package dev.bastide.asset.scan.engine;

import java.util.List;

/**
 * How a scan went.
 *
 * @param end why it ended
 * @param complete whether every target was asked and nothing was lost on the way
 * @param hosts addresses that answered
 * @param open ports that were open
 * @param probes sockets that were opened
 * @param lost answers that came only when asked again; more than none at the end makes it incomplete
 * @param baselineMicros how long the target that suffered most took before, 95 of 100
 * @param worstMicros how long it took during the scan
 * @param told a word more of the end: which target was slow
 */
public record ScanResult(
        End end,
        boolean complete,
        List<Address> hosts,
        long open,
        long probes,
        long lost,
        long baselineMicros,
        long worstMicros,
        String told) {
    public ScanResult {
        hosts = List.copyOf(hosts);
    }

    /** Why a scan ended. */
    public enum End {
        /** All was asked. */
        DONE,
        /** Somebody stopped it. */
        STOPPED,
        /** The window closed. */
        WINDOW,
        /** A target became slow. */
        SLOW
    }
}
