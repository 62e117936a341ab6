package dev.bastide.identity.ldap;

import dev.bastide.authority.PersonId;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where the company's directory answers, how it is known to be the one, and which of its attributes say what.
 *
 * @param authority PEM of whom we trust to vouch for the directory; empty for those this machine trusts anyway
 * @param machine the machine account in whose name people are moved and ended
 * @param shareMax how many of a hundred people one run may take something from without being asked
 */
record LdapSource(
        String host,
        int port,
        Security security,
        String authority,
        Reader reader,
        Where where,
        Names names,
        PersonId machine,
        int shareMax) {

    /** How the connection is kept from others; there is none without. */
    enum Security {
        /** From the first byte on. */
        TLS,
        /** After the first words, before the password. */
        STARTTLS
    }

    /** As whom the directory is read. */
    record Reader(String name, String password) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** Which entries are people. */
    record Where(String base, String filter) {}

    /**
     * The attributes that say what we ask of a person.
     *
     * @param id what never changes of an entry, whatever it is renamed to
     * @param active says that somebody has left; empty when only a missing entry does
     * @param gone its value for who has left; {@code &2} for a number in which that bit is set
     */
    record Names(
            String id,
            String login,
            String name,
            String email,
            String title,
            String department,
            String active,
            String gone) {

        /** All that is asked of the directory. */
        List<String> asked() {
            return Stream.of(id, login, name, email, title, department, active)
                    .filter(text -> !text.isEmpty())
                    .toList();
        }

        /** The same from what {@link #all} gave. */
        static Names of(List<String> all) {
            return new Names(
                    all.get(0), all.get(1), all.get(2), all.get(3), all.get(4), all.get(5), all.get(6), all.get(7));
        }

        List<String> all() {
            return List.of(id, login, name, email, title, department, active, gone);
        }
    }

    /** The same, read as this one. */
    LdapSource as(Reader other) {
        return new LdapSource(host, port, security, authority, other, where, names, machine, shareMax);
    }

    /** Whether a password typed for the other one may be sent to this one. */
    boolean isSameServer(LdapSource other) {
        return host.equalsIgnoreCase(other.host)
                && port == other.port
                && security == other.security
                && Objects.equals(authority, other.authority)
                && reader.name().equals(other.reader.name());
    }
}
