package dev.bastide.portal.demo;

/** The home folder and {@code --demo} do not belong together. */
final class DemoRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String remedy;

    DemoRefused(String message, String remedy) {
        super(message);
        this.remedy = remedy;
    }

    /** What to do about it, one sentence. */
    String remedy() {
        return remedy;
    }
}
