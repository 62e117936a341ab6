package dev.bastide.asset.engine;

/** An inventory file that cannot be read, and where. The message is a message key. */
public final class InventoryUnreadable extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int line;
    private final String detail;

    /** A fault in one line, quoting the word at fault. */
    public InventoryUnreadable(String key, int line, String detail) {
        super(key);
        this.line = line;
        this.detail = detail.length() > 80 ? detail.substring(0, 80) + "…" : detail;
    }

    /** The line, from 1; 0 when nobody knows. */
    public int line() {
        return line;
    }

    /** The word at fault. */
    public String detail() {
        return detail;
    }
}
