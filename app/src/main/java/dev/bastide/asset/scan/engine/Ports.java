package dev.bastide.asset.scan.engine;

import java.util.BitSet;
import java.util.List;
import java.util.StringJoiner;
import java.util.stream.Stream;

/**
 * Ports as people write them: {@code 22,80,8000-8099,udp:161}. What follows {@code udp:} is asked by datagrams, the rest by
 * connections.
 */
public final class Ports {
    private static final int PORT_MAX = 65_535;
    private static final int TEXT_CHARACTERS_MAX = 4_000;
    private static final String UDP = "udp:";

    private final BitSet tcp = new BitSet();
    private final BitSet udp = new BitSet();

    private Ports() {}

    /** Reads a list. Throws {@link IllegalArgumentException} whose message is the first part that is none. */
    public static Ports of(String text) {
        if (text.length() > TEXT_CHARACTERS_MAX) {
            throw new IllegalArgumentException(text.substring(0, 40) + "…");
        }
        Ports ports = new Ports();
        for (String part : text.split(",", -1)) {
            String said = part.strip();
            boolean datagrams = said.startsWith(UDP);
            span(datagrams ? said.substring(UDP.length()) : said, datagrams ? ports.udp : ports.tcp);
        }
        return ports;
    }

    private static void span(String text, BitSet into) {
        try {
            int dash = text.indexOf('-');
            int from = Integer.parseInt(dash < 0 ? text : text.substring(0, dash));
            int to = dash < 0 ? from : Integer.parseInt(text.substring(dash + 1));
            if (from < 1 || to > PORT_MAX || from > to) {
                throw new IllegalArgumentException(text);
            }
            into.set(from, to + 1);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** Whether a connection may go to this port. */
    public boolean tcp(int port) {
        return tcp.get(port);
    }

    /** Whether a datagram may go to this port. */
    public boolean udp(int port) {
        return udp.get(port);
    }

    /** Every port for connections, ascending. */
    public int[] tcp() {
        return tcp.stream().toArray();
    }

    /** Every port for datagrams, ascending. */
    public int[] udp() {
        return udp.stream().toArray();
    }

    /** Ports of either sort. */
    public int count() {
        return tcp.cardinality() + udp.cardinality();
    }

    /** The shortest way to write them; equal sets have equal texts. */
    @Override
    public String toString() {
        return String.join(
                ",",
                Stream.of(spans(tcp, ""), spans(udp, UDP)).flatMap(List::stream).toList());
    }

    private static List<String> spans(BitSet ports, String before) {
        StringJoiner joined = new StringJoiner("\n");
        for (int from = ports.nextSetBit(0); from >= 0; from = ports.nextSetBit(from)) {
            int end = ports.nextClearBit(from);
            joined.add(before + (end - 1 == from ? "" + from : from + "-" + (end - 1)));
            from = end;
        }
        return joined.toString().lines().toList();
    }
}
