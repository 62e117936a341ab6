package dev.bastide.page;

/** Which addresses speak to programs: they get no page and no redirect, and no browser's cookie vouches for them alone. */
public final class ForPrograms {
    private ForPrograms() {}

    /** Whether the path belongs to our own API, to the one that directories speak, or to that of OpenTelemetry. */
    public static boolean is(String path) {
        return path.startsWith("/api/") || path.startsWith("/scim/") || path.startsWith("/v1/");
    }
}
