package dev.bastide.ticket;

import dev.bastide.page.Chip;
import dev.bastide.page.Tone;
import java.util.List;

/** How a ticket stands. The database refuses the same moves: {@code ticket.may_move}. */
public sealed interface TicketState {
    /** Nobody has begun. */
    record Open() implements TicketState {}

    /** Somebody is at it. */
    record InRemediation() implements TicketState {}

    /** The work is done; what shows it is still to come. */
    record WaitingForProof() implements TicketState {}

    /** Proven. */
    record Closed(String evidence) implements TicketState {
        public Closed {
            said(evidence);
        }
    }

    /** Nothing is to be done after all. */
    record Cancelled(String reason) implements TicketState {
        public Cancelled {
            said(reason);
        }
    }

    /** It came back, or the proof did not hold. */
    record Reopened(String reason) implements TicketState {
        public Reopened {
            said(reason);
        }
    }

    /** Every word of a state, in the order of the work. */
    List<String> WORDS = List.of("open", "reopened", "in-remediation", "waiting-for-proof", "closed", "cancelled");

    /** The state of this word, with what was told of it. Throws {@link IllegalArgumentException} when there is none. */
    static TicketState of(String word, String told) {
        return switch (word) {
            case "open" -> new Open();
            case "in-remediation" -> new InRemediation();
            case "waiting-for-proof" -> new WaitingForProof();
            case "closed" -> new Closed(told);
            case "cancelled" -> new Cancelled(told);
            case "reopened" -> new Reopened(told);
            default -> throw new IllegalArgumentException("no state of a ticket: " + word);
        };
    }

    /** As it stands in the database, in addresses and in message keys. */
    default String word() {
        return switch (this) {
            case Open() -> "open";
            case InRemediation() -> "in-remediation";
            case WaitingForProof() -> "waiting-for-proof";
            case Closed _ -> "closed";
            case Cancelled _ -> "cancelled";
            case Reopened _ -> "reopened";
        };
    }

    /** By which proof it ended, or for what reason it stands so; empty where nothing has to be said. */
    default String told() {
        return switch (this) {
            case Open(), InRemediation(), WaitingForProof() -> "";
            case Closed(var evidence) -> evidence;
            case Cancelled(var reason) -> reason;
            case Reopened(var reason) -> reason;
        };
    }

    /** The words of the states into which it may go from here. */
    default List<String> next() {
        return switch (this) {
            case Open _, Reopened _ -> List.of("in-remediation", "waiting-for-proof", "cancelled");
            case InRemediation() -> List.of("waiting-for-proof", "cancelled");
            case WaitingForProof() -> List.of("closed", "in-remediation", "cancelled");
            case Closed _ -> List.of("reopened");
            case Cancelled _ -> List.of("reopened");
        };
    }

    /** Whether nothing is to be done any more. */
    default boolean ended() {
        return this instanceof Closed || this instanceof Cancelled;
    }

    /** How it is shown. */
    default Chip chip() {
        Tone tone = switch (this) {
            case Open() -> Tone.DUE;
            case Reopened _ -> Tone.VIOLATED;
            case InRemediation() -> Tone.PROGRESS;
            case WaitingForProof() -> Tone.DUE;
            case Closed _ -> Tone.HOLDS;
            case Cancelled _ -> Tone.UNKNOWN;
        };
        return Chip.of(tone, "ticket.state." + word());
    }

    private static void said(String text) {
        if (text.isBlank()) {
            throw new IllegalArgumentException("what ended or came back says why");
        }
    }
}
