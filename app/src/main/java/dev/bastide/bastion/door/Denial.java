package dev.bastide.bastion.door;

import dev.bastide.bastion.ssh.Answer;

/** What is answered to somebody who may not; who and where are as they stand at this moment. */
@FunctionalInterface
interface Denial {
    Answer answer(Wish wish, Pass.Denied denied);
}
