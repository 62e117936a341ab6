package dev.bastide.asset.scan.engine;

/**
 * How many sockets a scan may open in a second.
 *
 * @param perSecond over all, at most {@link #MAX}
 * @param perHost to one address
 * @param perNetwork to one network, see {@link Address#network()}
 */
public record ScanRate(int perSecond, int perHost, int perNetwork) {
    /** What holds unless the parties agree on another. Source: seed 000 s3.2 (A81). */
    public static final ScanRate USUAL = new ScanRate(2_000, 200, 2_000);

    /** No agreement allows more. */
    public static final int MAX = 50_000;

    public ScanRate {
        if (perSecond < 10
                || perSecond > MAX
                || perHost < 1
                || perHost > perSecond
                || perNetwork < 1
                || perNetwork > perSecond) {
            throw new IllegalArgumentException(perSecond + "/" + perHost + "/" + perNetwork);
        }
    }
}
