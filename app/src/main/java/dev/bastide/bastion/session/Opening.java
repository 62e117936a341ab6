package dev.bastide.bastion.session;

import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.NodeId;
import dev.bastide.authority.PermitId;
import dev.bastide.authority.PersonId;
import dev.bastide.bastion.SessionKind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A session that may begin, with all that was decided.
 *
 * @param actor who acts: the person, or the runner
 * @param person the person in whose name it runs
 * @param personLogin his login, as records name him
 * @param rule what the decision rested on
 * @param command the exact line or subsystem; empty for a shell
 */
public record Opening(
        UUID id,
        @Nullable UUID connection,
        Actor actor,
        PersonId person,
        String personLogin,
        String personName,
        HostId host,
        String hostPath,
        NodeId node,
        String account,
        boolean production,
        @Nullable PermitId permit,
        String rule,
        SessionKind kind,
        String command,
        Instant notAfter) {

    /** Whether Bastide itself works. */
    public boolean byRunner() {
        return actor.kind() == Actor.Kind.MACHINE;
    }
}
