package dev.bastide.bastion.door;

import dev.bastide.authority.PersonId;
import dev.bastide.bastion.ssh.Answer;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Terminals that wait for an approval. They are asked again when something about their permit was decided. */
@Component
class WaitingRoom {
    private final Set<Seat> seats = ConcurrentHashMap.newKeySet();

    /** One terminal. */
    final class Seat {
        private final PersonId person;
        private final UUID subject;
        private final Supplier<Answer> again;
        private final CompletableFuture<Answer> outcome = new CompletableFuture<>();
        private final AtomicBoolean called = new AtomicBoolean();

        private Seat(PersonId person, UUID subject, Supplier<Answer> again) {
            this.person = person;
            this.subject = subject;
            this.again = again;
        }

        CompletionStage<Answer> outcome() {
            return outcome;
        }

        /** The person gave up. */
        void leave() {
            seats.remove(this);
            called.set(true);
        }

        /** He is answered, once; nothing happens when he was answered already or has left. */
        void call() {
            if (called.compareAndSet(false, true)) {
                seats.remove(this);
                outcome.completeAsync(again, task -> Thread.ofVirtual().start(task));
            }
        }
    }

    Seat sit(PersonId person, UUID subject, Supplier<Answer> again) {
        Seat seat = new Seat(person, subject, again);
        seats.add(seat);
        return seat;
    }

    /** What is waited for. */
    Set<UUID> subjects() {
        return seats.stream().map(seat -> seat.subject).collect(Collectors.toSet());
    }

    /** The person was given a permit, or lost the prospect of one: whoever waits for him is answered. */
    void call(PersonId person) {
        call(seat -> seat.person.equals(person));
    }

    /** Something was decided about what was asked for. */
    void callSubject(UUID subject) {
        call(seat -> seat.subject.equals(subject));
    }

    private void call(Predicate<Seat> which) {
        List.copyOf(seats).stream().filter(which).forEach(Seat::call);
    }
}
