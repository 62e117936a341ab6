package dev.bastide.identity.signin;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.Attempts;
import dev.bastide.identity.SecondFactor;
import java.time.Clock;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Changes one's own password: the old one and the second factor are asked, and every other session ends. */
@Service
class PasswordChange {
    private final Passwords passwords;
    private final SecondFactor factor;
    private final Attempts attempts;
    private final WebSessions sessions;
    private final AuditLog audit;
    private final Clock clock;

    PasswordChange(
            Passwords passwords,
            SecondFactor factor,
            Attempts attempts,
            WebSessions sessions,
            AuditLog audit,
            Clock clock) {
        this.passwords = passwords;
        this.factor = factor;
        this.attempts = attempts;
        this.sessions = sessions;
        this.audit = audit;
        this.clock = clock;
    }

    /** False, recorded and counted like a refused sign-in, when the old password or the code is wrong. */
    @Transactional
    public boolean change(Actor actor, WebSession session, String old, String code, String wanted) {
        PersonId person = actor.requirePerson();
        boolean good = !attempts.locked(session.login(), actor.address())
                && passwords.matches(session.login(), old)
                && factor.codeOrFresh(actor, code).isPermitted();
        if (!good) {
            attempts.failed(session.login(), actor.address());
            audit.appendNow(AuditRecord.of(
                    clock.instant(),
                    actor,
                    Tag.SIGN_IN,
                    "password.change",
                    "old password or code wrong",
                    Result.REFUSED));
            return false;
        }
        passwords.set(session.login(), wanted);
        int ended = sessions.endOthers(person, session.id(), "password changed");
        audit.append(AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.IDENTITY,
                        "password.change",
                        "password of " + session.login() + " changed; ended " + ended + " other sessions",
                        Result.DONE)
                .object("person", person));
        return true;
    }
}
