package dev.bastide.asset.scan.engine;

import org.jspecify.annotations.Nullable;

/** Hears of a scan while it goes. Called from many threads; a word that takes long slows the scan. */
public interface ScanWatcher {
    /** A part of the work begins: {@code hosts}, {@code ports}, {@code again} or {@code services}, with so many steps. */
    void begins(String phase, long steps);

    /** A step is done. */
    void step();

    /** An address answered for the first time. */
    void live(Address address);

    /** A port is open; the service comes later, or with it. */
    void open(Address address, int port, boolean datagrams, @Nullable Service service);
}
