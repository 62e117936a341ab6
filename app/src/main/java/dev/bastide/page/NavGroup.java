package dev.bastide.page;

/** The groups of the left bar, in order; each stands for a question in the reader's head. */
public enum NavGroup {
    NOW,
    OPERATE,
    CHANGE,
    WEIGH,
    WATCH,
    KEEP,
    PROVE,
    PEOPLE;

    String key() {
        return "page.nav." + name().toLowerCase(java.util.Locale.ROOT);
    }
}
