package dev.bastide.access.rights;

import dev.bastide.authority.Action;
import dev.bastide.authority.Decision;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.util.UUID;

/** A grant made ready for checks: the interval of the tree it covers, and an answer that is already there. */
public final class HeldGrant {
    private static final long NOTED_AFTER_MILLIS = 1_000;

    private final Facts facts;
    private final int from;
    private final int last;
    private final boolean service;
    private final long expiresMillis;
    private final Decision permitted;

    /** When it last permitted something; written without a lock, for a moment more or less does not matter. */
    private volatile long lastUsedMillis;

    /** The use last written down; touched by the one thread that writes. */
    private volatile long writtenMillis;

    HeldGrant(Facts facts, int from, int last) {
        this.facts = facts;
        this.from = from;
        this.last = last;
        this.service = facts.role().reach() == Role.Reach.SERVICE;
        this.expiresMillis = facts.expiresAt().toEpochMilli();
        this.permitted = Decision.permitted(
                "grant:" + facts.id() + " " + facts.role().name() + (facts.exception() ? " exception" : ""));
    }

    /** Why a grant counts no more. */
    public enum Life {
        LIVE,
        /** Ended by a person. */
        ENDED,
        /** The duty it was given for has ended. */
        DUTY_ENDED,
        /** Its person has been disabled. */
        DISABLED
    }

    /**
     * The grant as stored.
     *
     * @param onProduction whether the role counts on production too
     * @param exception whether it lies outside of what the duty needs
     */
    public record Facts(
            UUID id,
            PersonId person,
            Role role,
            NodeId node,
            boolean onProduction,
            boolean exception,
            Instant expiresAt,
            Life life) {}

    /** The grant as stored. */
    public Facts facts() {
        return facts;
    }

    /** Whether it counts at this moment. */
    public boolean counts(long nowMillis) {
        return facts.life() == Life.LIVE && nowMillis < expiresMillis;
    }

    /** Until when it counts, in epoch milliseconds; before all times when it counts no more. */
    long countsUntilMillis() {
        return facts.life() == Life.LIVE ? expiresMillis : Long.MIN_VALUE;
    }

    /** Whether it covers the node at this place of the tree. */
    public boolean covers(int position, int stopAbove, boolean production) {
        return from >= 0
                && from <= position
                && position <= last
                && (!service || from >= stopAbove)
                && (!production || facts.onProduction());
    }

    /** Whether only a stop of inheritance keeps it from the node. */
    boolean isStopped(int position, int stopAbove) {
        return from >= 0 && from <= position && position <= last && service && from < stopAbove;
    }

    boolean allows(Action action) {
        return facts.role().allows(action);
    }

    /** Notes the use, at most once a second: many threads that write the same line of memory would wait for it. */
    Decision use(long nowMillis) {
        if (Math.abs(nowMillis - lastUsedMillis) >= NOTED_AFTER_MILLIS) {
            lastUsedMillis = nowMillis;
        }
        return permitted;
    }

    /** The first place it covers, -1 when its node is not in the tree. */
    int from() {
        return from;
    }

    /** The last place it covers. */
    int last() {
        return last;
    }

    Decision permitted() {
        return permitted;
    }

    /** When it last permitted something, in epoch milliseconds; 0 for never since it was read. */
    public long lastUsedMillis() {
        return lastUsedMillis;
    }

    /** The use last written down, in epoch milliseconds; 0 for none since it was read. */
    long writtenMillis() {
        return writtenMillis;
    }

    /** The use up to this moment has been written down. */
    void written(long usedMillis) {
        writtenMillis = usedMillis;
    }
}
