package dev.bastide.verifier;

/** The first thing that is wrong: in which file, or at which index, and why. */
final class NotProven extends Exception {
    private static final long serialVersionUID = 1;

    /** No index: the fault is one of a file. */
    static final long NONE = -1;

    private final String file;
    private final long index;

    private NotProven(String file, long index, String reason) {
        super(reason);
        this.file = file;
        this.index = index;
    }

    static NotProven file(String file, String reason) {
        return new NotProven(file, NONE, reason);
    }

    static NotProven record(String file, long index, String reason) {
        return new NotProven(file, index, reason);
    }

    String file() {
        return file;
    }

    long index() {
        return index;
    }
}
