package dev.bastide.ground;

/**
 * Where the database is, and its two ways in: the owner migrates, the application role does everything else.
 */
public record DatabaseAddress(String url, Login owner, Login app) {

    /** A role and its password. */
    public record Login(String user, String password) {

        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }
}
