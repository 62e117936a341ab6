package dev.bastide.bastion.ssh;

import java.time.Duration;

/**
 * How the door is set up. Start from {@link #onPort} and change what differs.
 *
 * @param address the address to listen on; empty for all
 * @param port 0 takes a free one
 * @param banner shown before the login; may be empty
 * @param loginTime for key exchange and both factors; at least 60 s, people type codes
 * @param idleTime a connection without traffic is closed after it; zero for never
 * @param channelsPerConnection sessions that one connection may hold at a time
 * @param halfOpenPerSource connections of one source that have not logged in yet
 * @param halfOpen connections in all that have not logged in yet
 * @param failuresPerMinute failed logins of one source, after which its connections are refused for a minute
 */
public record DoorSettings(
        String address,
        int port,
        String banner,
        Duration loginTime,
        Duration idleTime,
        int channelsPerConnection,
        int halfOpenPerSource,
        int halfOpen,
        int failuresPerMinute) {

    /** Throws {@link IllegalArgumentException} for a login time under a minute. */
    public DoorSettings {
        if (loginTime.compareTo(Duration.ofSeconds(60)) < 0) {
            throw new IllegalArgumentException("logging in takes a person up to a minute");
        }
    }

    /** The usual settings: two minutes to log in, no idle limit (the permit's window ends sessions), 32 channels. */
    public static DoorSettings onPort(String address, int port) {
        return new DoorSettings(address, port, "", Duration.ofMinutes(2), Duration.ZERO, 32, 200, 2000, 30);
    }

    /** The same with another limit for failures. */
    public DoorSettings withFailuresPerMinute(int failures) {
        return new DoorSettings(
                address,
                port,
                banner,
                loginTime,
                idleTime,
                channelsPerConnection,
                halfOpenPerSource,
                halfOpen,
                failures);
    }

    /** The same with another limit for connections that have not logged in, per source. */
    public DoorSettings withHalfOpenPerSource(int connections) {
        return new DoorSettings(
                address,
                port,
                banner,
                loginTime,
                idleTime,
                channelsPerConnection,
                connections,
                halfOpen,
                failuresPerMinute);
    }

    /** The same with a text before the login. */
    public DoorSettings withBanner(String text) {
        return new DoorSettings(
                address,
                port,
                text,
                loginTime,
                idleTime,
                channelsPerConnection,
                halfOpenPerSource,
                halfOpen,
                failuresPerMinute);
    }
}
