package dev.bastide.bastion.door;

import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.AccessMethod;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.authority.Decision;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.bastion.session.ChangeOf;
import dev.bastide.bastion.ssh.Address;
import dev.bastide.bastion.ssh.LoginFailure;
import dev.bastide.bastion.ssh.SshKeys;
import dev.bastide.bastion.ssh.Visitor;
import dev.bastide.identity.ActorOf;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.identity.SecondFactor;
import dev.bastide.page.Words;
import dev.bastide.page.WordsFor;
import java.security.PublicKey;
import java.sql.Timestamp;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Logins: the key names the person, the code proves it is he, and the decision at login asks whether he has business
 * with any host at all. Source: seed 000 s4 (A108, A109).
 */
@Service
class Logins {
    /** Being on a host. */
    static final Action OPEN = new Action("session.open");

    private final JdbcClient jdbc;
    private final Clock clock;
    private final People people;
    private final ActorOf actors;
    private final dev.bastide.identity.SshKeys keys;
    private final SecondFactor factors;
    private final FactorMemory memory;
    private final Authority authority;
    private final Hosts hosts;
    private final Passes passes;
    private final ChangeOf changes;
    private final WordsFor words;
    private final AuditLog audit;
    private final Canary canary;
    private final Set<UUID> coded = ConcurrentHashMap.newKeySet();

    Logins(
            JdbcClient jdbc,
            Clock clock,
            People people,
            ActorOf actors,
            dev.bastide.identity.SshKeys keys,
            SecondFactor factors,
            FactorMemory memory,
            Authority authority,
            Hosts hosts,
            Passes passes,
            ChangeOf changes,
            WordsFor words,
            AuditLog audit,
            Canary canary) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.people = people;
        this.actors = actors;
        this.keys = keys;
        this.factors = factors;
        this.memory = memory;
        this.authority = authority;
        this.hosts = hosts;
        this.passes = passes;
        this.changes = changes;
        this.words = words;
        this.audit = audit;
        this.canary = canary;
    }

    Optional<String> owner(Address address, PublicKey key) {
        if (canary.is(address, key)) {
            return Optional.of(address.person());
        }
        Optional<PersonId> named = people.byLogin(address.person())
                .filter(person -> person.active() && !person.machine())
                .map(Person::id);
        return keys.ownerOf(SshKeys.fingerprint(key))
                .filter(owner -> named.filter(owner::equals).isPresent())
                .map(PersonId::toString);
    }

    Optional<String> codePrompt(Visitor visitor) {
        if (canary.is(visitor)) {
            return Optional.of(words.of(Locale.ENGLISH).say("bastion.ssh.code") + " ");
        }
        if (memory.holds(visitor)) {
            return Optional.empty();
        }
        Person person = person(visitor);
        String asked = factors.showsCodes(person.id()) ? "bastion.ssh.code" : "bastion.ssh.code.recovery";
        return Optional.of(words.of(person.locale()).say(asked) + " ");
    }

    String codeAgain(Visitor visitor) {
        return words(visitor).say("bastion.ssh.code.again");
    }

    boolean checkCode(Visitor visitor, String code) {
        boolean right = canary.is(visitor)
                ? canary.isCode(code)
                : factors.confirm(person(visitor).id(), code).isPermitted();
        if (right) {
            coded.add(visitor.connection());
        }
        return right;
    }

    @Transactional
    boolean enter(Visitor visitor) {
        if (canary.is(visitor)) {
            return enterAsCanary(visitor);
        }
        Person person = person(visitor);
        boolean byCode = coded.remove(visitor.connection());
        if (!person.active() || !person.secondFactor() || (!byCode && !memory.holds(visitor))) {
            return false;
        }
        Actor actor = actor(visitor);
        Decision decision = authority.mayAnywhere(actor, OPEN);
        if (!(decision instanceof Decision.Permitted(String rule))) {
            return false;
        }
        if (byCode) {
            memory.remember(visitor);
        }
        keys.used(visitor.fingerprint());
        jdbc.sql("""
                insert into bastion.connection (id, person, fingerprint, source, asked_for, factor, entered_at)
                values (:id, :person, :key, cast(:source as inet), :asked, :factor, :now)
                """)
                .param("id", visitor.connection())
                .param("person", person.id().value())
                .param("key", visitor.fingerprint())
                .param("source", visitor.source().getHostAddress())
                .param("asked", visitor.address().toString())
                .param("factor", byCode ? "code" : "remembered")
                .param("now", Timestamp.from(clock.instant()))
                .update();
        String content = "Login for " + visitor.address() + " with key " + visitor.fingerprint() + " and "
                + (byCode ? "a code" : "a code remembered") + "; allowed by " + rule + onHost(actor, visitor.address());
        AuditRecord told = AuditRecord.of(clock.instant(), actor, Tag.SIGN_IN, "bastion.login", content, Result.DONE)
                .object("person", person.id());
        audit.append(changes.mark(told, permit(person, visitor.address()).orElse(null)));
        return true;
    }

    /** It is let in to be refused at what it asks for. It has no place among the connections of people. */
    private boolean enterAsCanary(Visitor visitor) {
        String content = "Login of this program's own canary, to which nothing is opened.";
        audit.append(AuditRecord.of(
                clock.instant(), Canary.actor(visitor), Tag.SIGN_IN, "bastion.login", content, Result.DONE));
        return coded.remove(visitor.connection());
    }

    /** Why nothing is opened to the canary, asked like everybody's; nothing for a visitor who is another. */
    Optional<Reason> refusalOfCanary(Visitor visitor) {
        if (!canary.is(visitor)) {
            return Optional.empty();
        }
        return switch (authority.mayAnywhere(Canary.actor(visitor), OPEN)) {
            case Decision.Refused(Reason reason) -> Optional.of(reason);
            case Decision.Permitted(String rule) ->
                throw new IllegalStateException("the canary may do something by " + rule);
        };
    }

    private Optional<PermitId> permit(Person person, Address address) {
        return host(address).flatMap(host -> passes.comesUnder(person.id(), host, address.account()));
    }

    void failed(LoginFailure failure) {
        Actor stranger = Actor.stranger(failure.name(), failure.source().getHostAddress(), AccessMethod.SSH);
        String content = "Login refused: "
                + failure.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ') + ", as " + failure.name();
        audit.appendNow(
                AuditRecord.of(clock.instant(), stranger, Tag.SIGN_IN, "bastion.login", content, Result.REFUSED));
    }

    @Transactional
    void left(Visitor visitor) {
        jdbc.sql("""
                update bastion.connection set left_at = greatest(:now, entered_at) where id = :id and left_at is null
                """)
                .param("now", Timestamp.from(clock.instant()))
                .param("id", visitor.connection())
                .update();
    }

    Person person(Visitor visitor) {
        return people.require(PersonId.of(visitor.person()));
    }

    /** What he reads, in his language. */
    Words words(Visitor visitor) {
        return words.of(canary.is(visitor) ? Locale.ENGLISH : person(visitor).locale());
    }

    Actor actor(Visitor visitor) {
        if (canary.is(visitor)) {
            return Canary.actor(visitor);
        }
        return actors.of(
                person(visitor),
                visitor.source().getHostAddress(),
                AccessMethod.SSH,
                visitor.connection().toString());
    }

    /** The host that an address names, if there is one: by name, or by its path with or without the first slash. */
    Optional<Host> host(Address address) {
        String name = address.host();
        if (name == null) {
            return Optional.empty();
        }
        return hosts.byPath(name.contains("/") ? "/" + name : name);
    }

    private String onHost(Actor actor, Address address) {
        return host(address)
                .map(host -> switch (authority.may(actor, OPEN, host.node())) {
                    case Decision.Permitted(String rule) -> "; on " + host.path() + " by " + rule;
                    case Decision.Refused(var reason) -> "; on " + host.path() + " not: " + reason.key();
                })
                .orElse("");
    }
}
