package dev.bastide.identity.ldap;

import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.ldap.LdapSource.Security;
import dev.bastide.page.Form;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Reads the form of the directory that is read by LDAP, and fills it. */
@Component
class LdapForm {
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
    private static final Pattern ATTRIBUTE = Pattern.compile("[A-Za-z][A-Za-z0-9;.-]{0,99}");
    private static final Pattern GONE = Pattern.compile("&[1-9][0-9]{0,17}|[^&].{0,99}");
    private static final int PORT_MAX = 65_535;
    private static final int TEXT_MAX = 1_000;
    private static final int PEM_MAX = 100_000;
    private static final int SHARE_MAX = 100;

    private final People people;

    LdapForm(People people) {
        this.people = people;
    }

    /** The form of who reads no directory yet: what most directories call what we ask. */
    static Form blank() {
        return Form.blank(
                "port", "636",
                "security", "tls",
                "filter", "(objectClass=inetOrgPerson)",
                "id", "entryUUID",
                "login", "uid",
                "called", "cn",
                "email", "mail",
                "title", "title",
                "department", "departmentNumber",
                "share", "20");
    }

    static Form of(LdapSource source) {
        LdapSource.Names names = source.names();
        return Form.blank(
                "host", source.host(),
                "port", Integer.toString(source.port()),
                "security", source.security().name().toLowerCase(Locale.ROOT),
                "authority", source.authority(),
                "reader", source.reader().name(),
                "root", source.where().base(),
                "filter", source.where().filter(),
                "id", names.id(),
                "login", names.login(),
                "called", names.name(),
                "email", names.email(),
                "title", names.title(),
                "department", names.department(),
                "active", names.active(),
                "gone", names.gone(),
                "machine", source.machine().toString(),
                "share", Integer.toString(source.shareMax()));
    }

    /** What was typed; nothing when a field of it is marked. */
    Optional<LdapSource> read(Form form, Optional<LdapSource> before) {
        String host = matching(form, "host", HOST, "identity.ldap.bad.host");
        int port = form.number("port", 1, PORT_MAX).orElse(1);
        Security security = form.text("security").equals("starttls") ? Security.STARTTLS : Security.TLS;
        LdapSource.Where where = where(form);
        LdapSource.Names names = names(form);
        PersonId machine = machine(form);
        int share = form.number("share", 1, SHARE_MAX).orElse(1);
        LdapSource.Reader reader = new LdapSource.Reader(form.required("reader", TEXT_MAX), form.text("password"));
        if (!reader.name().isEmpty() && !Ldap.isName(reader.name())) {
            form.reject("reader", "identity.ldap.bad.name");
        }
        LdapSource source = new LdapSource(host, port, security, authority(form), reader, where, names, machine, share);
        return withPassword(form, source, before).filter(read -> form.ok());
    }

    /** A password that is kept goes to the server it was typed for, and to no other. */
    private static Optional<LdapSource> withPassword(Form form, LdapSource source, Optional<LdapSource> before) {
        if (!source.reader().password().isEmpty()) {
            return Optional.of(source);
        }
        Optional<LdapSource> kept =
                before.filter(old -> old.isSameServer(source)).map(old -> source.as(old.reader()));
        if (kept.isEmpty()) {
            form.reject("password", before.isEmpty() ? "page.form.required" : "identity.ldap.bad.password");
        }
        return kept;
    }

    private static String authority(Form form) {
        String pem = form.text("authority");
        if (pem.isEmpty()) {
            return pem;
        }
        try {
            if (pem.length() > PEM_MAX) {
                throw new LdapDown("identity.ldap.bad.authority");
            }
            Ldap.requireAuthority(pem);
        } catch (LdapDown bad) {
            form.reject("authority", bad.key());
        }
        return pem;
    }

    private static LdapSource.Where where(Form form) {
        String base = form.text("root");
        if (base.length() > TEXT_MAX || !Ldap.isName(base)) {
            form.reject("root", "identity.ldap.bad.name");
        }
        String filter = form.required("filter", TEXT_MAX);
        if (!filter.isEmpty() && !Ldap.isFilter(filter)) {
            form.reject("filter", "identity.ldap.bad.filter");
        }
        return new LdapSource.Where(base, filter);
    }

    private static LdapSource.Names names(Form form) {
        LdapSource.Names names = new LdapSource.Names(
                matching(form, "id", ATTRIBUTE, "identity.ldap.bad.attribute"),
                matching(form, "login", ATTRIBUTE, "identity.ldap.bad.attribute"),
                matching(form, "called", ATTRIBUTE, "identity.ldap.bad.attribute"),
                matching(form, "email", ATTRIBUTE, "identity.ldap.bad.attribute"),
                perhaps(form, "title", ATTRIBUTE, "identity.ldap.bad.attribute"),
                perhaps(form, "department", ATTRIBUTE, "identity.ldap.bad.attribute"),
                perhaps(form, "active", ATTRIBUTE, "identity.ldap.bad.attribute"),
                perhaps(form, "gone", GONE, "identity.ldap.bad.gone"));
        if (names.title().isEmpty() && names.department().isEmpty()) {
            form.reject("title", "identity.ldap.bad.words");
        }
        if (names.active().isEmpty() != names.gone().isEmpty()) {
            form.reject(names.active().isEmpty() ? "active" : "gone", "page.form.required");
        }
        return names;
    }

    private PersonId machine(Form form) {
        UUID id = form.id("machine").orElse(new UUID(0, 0));
        boolean machine = people.find(new PersonId(id))
                .filter(Person::machine)
                .filter(Person::active)
                .isPresent();
        if (!machine) {
            form.reject("machine", "identity.ldap.bad.machine");
        }
        return new PersonId(id);
    }

    private static String matching(Form form, String field, Pattern pattern, String key) {
        String text = form.required(field, TEXT_MAX);
        if (!text.isEmpty() && !pattern.matcher(text).matches()) {
            form.reject(field, key);
        }
        return text;
    }

    private static String perhaps(Form form, String field, Pattern pattern, String key) {
        return form.text(field).isEmpty() ? "" : matching(form, field, pattern, key);
    }
}
