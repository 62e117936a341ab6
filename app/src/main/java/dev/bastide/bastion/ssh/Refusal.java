package dev.bastide.bastion.ssh;

/** Things that the door itself refuses or ends; the gate words and records them. */
public enum Refusal {
    /** {@code ssh -A}. The login goes on without the agent. */
    AGENT_FORWARDING,
    /** {@code ssh -X}. The login goes on without X11. */
    X11_FORWARDING,
    /** {@code ssh -L}, {@code -D}, {@code -W} and {@code -J} through the bastion: it would pass unrecorded. */
    LOCAL_FORWARDING,
    /** {@code ssh -R}. */
    REMOTE_FORWARDING,
    /** {@code ssh -w}. */
    TUNNEL,
    /** A channel of a type that the bastion does not know. */
    UNKNOWN_CHANNEL,
    /** {@code mosh}: its UDP leg has a key of its own that no bastion sees. */
    MOSH,
    /** More channels on one connection than the settings allow. */
    TOO_MANY_CHANNELS,
    /** The host did not answer, or closed the connection. */
    HOST_UNREACHABLE,
    /** The host showed a key that is not pinned. */
    HOST_KEY_MISMATCH,
    /** The host refused the bastion's own credential. */
    CREDENTIAL_REFUSED,
    /** The connection to the host broke in the middle of the session. */
    HOST_LOST,
    /** The recorder failed: no record, no session. */
    RECORDER_FAILED,
    /** The window of the permit is over. */
    WINDOW_ENDED,
    /** The question to the gate failed; unknown means refused. */
    GATE_FAILED,
    /** The bastion stops. */
    STOPPING;

    /** What is shown if even the gate cannot word it. */
    String plain() {
        return "Refused: " + name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ".";
    }
}
