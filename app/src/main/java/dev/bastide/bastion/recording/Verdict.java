package dev.bastide.bastion.recording;

/** What can be said about a recording after every byte of it was checked. */
public sealed interface Verdict {
    /** The head up to which everything holds. */
    Head head();

    /** Ended properly: no chunk is missing, none was changed. */
    record Whole(Head head) implements Verdict {}

    /**
     * Holds up to the head, but has no end: still being written, or cut off by a crash.
     *
     * @param tornBytes bytes of a chunk that never became whole
     */
    record Unfinished(Head head, long tornBytes) implements Verdict {}

    /** Changed, moved, swapped or cut: holds up to the head and not beyond. */
    record Broken(Head head, String why) implements Verdict {}
}
