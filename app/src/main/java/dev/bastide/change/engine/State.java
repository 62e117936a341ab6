package dev.bastide.change.engine;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Where an operation stands. Every way from one state to another stands in {@link #after}; what is not there does not
 * happen.
 */
public enum State {
    /** Written, not yet asked for. */
    DRAFT,
    /** Waits for approvals. */
    ASKED,
    /** Approved, with a permit for its window. */
    APPROVED,
    /** Steps are being run, or a session is open. */
    RUNNING,
    /** Every step ran, or its person closed it. */
    DONE,
    /** A step failed; rolled back or not, as the story says. */
    FAILED,
    /** The runner was cut off in the middle of a step and nobody saw how it ended. */
    UNKNOWN,
    /** An approver said no, or took his yes back. */
    REJECTED,
    /** Taken back. */
    CANCELLED,
    /** Its window closed, or it was never decided. */
    EXPIRED;

    /** What can happen to an operation. */
    public enum Verb {
        ASK,
        EDIT,
        APPROVE,
        REJECT,
        CANCEL,
        EXTEND,
        HAND_OVER,
        START,
        FINISH,
        FAIL,
        /** A run ended before its first step was begun. */
        STAND_BACK,
        LOSE,
        EXPIRE,
        /** A person looked and found an unknown outcome to be good. */
        FIND_DONE,
        /** A person looked and found an unknown outcome to be bad. */
        FIND_FAILED
    }

    private static final Map<State, Map<Verb, State>> WAYS = new EnumMap<>(State.class);

    static {
        way(DRAFT, Verb.ASK, ASKED);
        way(DRAFT, Verb.EDIT, DRAFT);
        way(DRAFT, Verb.CANCEL, CANCELLED);
        way(ASKED, Verb.EDIT, ASKED);
        way(ASKED, Verb.APPROVE, APPROVED);
        way(ASKED, Verb.REJECT, REJECTED);
        way(ASKED, Verb.CANCEL, CANCELLED);
        way(ASKED, Verb.EXPIRE, EXPIRED);
        way(APPROVED, Verb.EDIT, ASKED);
        way(APPROVED, Verb.EXTEND, APPROVED);
        way(APPROVED, Verb.HAND_OVER, APPROVED);
        way(APPROVED, Verb.START, RUNNING);
        way(APPROVED, Verb.REJECT, REJECTED);
        way(APPROVED, Verb.CANCEL, CANCELLED);
        way(APPROVED, Verb.FINISH, DONE);
        way(APPROVED, Verb.EXPIRE, EXPIRED);
        way(RUNNING, Verb.EXTEND, RUNNING);
        way(RUNNING, Verb.REJECT, REJECTED);
        way(RUNNING, Verb.CANCEL, CANCELLED);
        way(RUNNING, Verb.FINISH, DONE);
        way(RUNNING, Verb.FAIL, FAILED);
        way(RUNNING, Verb.STAND_BACK, APPROVED);
        way(RUNNING, Verb.LOSE, UNKNOWN);
        way(RUNNING, Verb.EXPIRE, DONE);
        way(UNKNOWN, Verb.FIND_DONE, DONE);
        way(UNKNOWN, Verb.FIND_FAILED, FAILED);
    }

    /** The state that follows, or empty when this cannot happen now. */
    public Optional<State> after(Verb verb) {
        return Optional.ofNullable(WAYS.getOrDefault(this, Map.of()).get(verb));
    }

    /** Whether nothing more can happen. */
    public boolean isFinal() {
        return !WAYS.containsKey(this);
    }

    /** Whether nothing more is done under it; what became of it may still be unknown. */
    public boolean isOver() {
        return isFinal() || this == UNKNOWN;
    }

    /** Whether a permit may be alive. */
    public boolean isOpen() {
        return this == APPROVED || this == RUNNING;
    }

    /** As stored and as spoken by the API. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state of a stored word. Throws {@link IllegalArgumentException} for another word. */
    public static State of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static void way(State from, Verb verb, State to) {
        WAYS.computeIfAbsent(from, s -> new EnumMap<>(Verb.class)).put(verb, to);
    }
}
