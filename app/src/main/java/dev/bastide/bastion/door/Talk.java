package dev.bastide.bastion.door;

import dev.bastide.access.PermitDesk;
import dev.bastide.access.PermitDesk.Pending;
import dev.bastide.authority.HostId;
import dev.bastide.bastion.ssh.Answer;
import dev.bastide.page.Words;
import java.util.Optional;
import java.util.function.Function;

/**
 * One conversation at the door.
 *
 * @param wish with whom, and where he wants to go
 * @param again asks everything anew: lets him in, or answers the denial
 */
record Talk(Wish wish, PermitDesk desk, Function<Denial, Answer> again) {
    Words words() {
        return wish.words();
    }

    HostId host() {
        return wish.host().id();
    }

    Optional<Pending> pending() {
        return desk.pending(wish.actor(), host(), wish.account());
    }
}
