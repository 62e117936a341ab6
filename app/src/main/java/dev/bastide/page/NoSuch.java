package dev.bastide.page;

/** There is no such object, or this reader may not know that there is. Ends as 404 with the exit code 2. */
public final class NoSuch extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String kindKey;
    private final String id;

    public NoSuch(String kindKey, String id) {
        super(kindKey);
        this.kindKey = kindKey;
        this.id = id;
    }

    /** Message key of the kind of object. */
    public String kindKey() {
        return kindKey;
    }

    /** What was asked for. */
    public String id() {
        return id;
    }
}
