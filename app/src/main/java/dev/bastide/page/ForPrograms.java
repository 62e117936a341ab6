package dev.bastide.page;

/** Which addresses speak to programs: they get no page and no redirect, and no browser's cookie vouches for them alone. */
public final class ForPrograms {
    private ForPrograms() {}

    /** Whether the path belongs to our own API or to the one that directories speak. */
    public static boolean is(String path) {
        return path.startsWith("/api/") || path.startsWith("/scim/");
    }
}
