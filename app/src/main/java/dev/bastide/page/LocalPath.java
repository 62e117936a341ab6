package dev.bastide.page;

/**
 * Where a form asks to be led afterwards: only to a path of this console. Another site's address would make our own pages
 * a way to send people there. Browsers drop tabs and line ends and take a backslash for a slash, so none is let in.
 */
public final class LocalPath {
    private static final int CHARACTERS_MAX = 2_000;

    private LocalPath() {}

    /** Whether this is a path of our own. */
    public static boolean isOurs(String path) {
        return path.startsWith("/")
                && !path.startsWith("//")
                && path.length() <= CHARACTERS_MAX
                && path.chars().noneMatch(c -> c == '\\' || Character.isISOControl(c));
    }

    /** The path if it is our own, else the start page. */
    public static String orStart(String path) {
        return isOurs(path) ? path : "/";
    }
}
