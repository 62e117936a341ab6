package dev.bastide.record.review;

import dev.bastide.audit.WorkToReview;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.springframework.boot.test.context.TestComponent;

/** Sessions that a test says there were. */
@TestComponent
class StagedWork implements WorkToReview {
    final List<Done> sessions = new CopyOnWriteArrayList<>();

    @Override
    public List<Done> risky(Instant from, Instant until) {
        return all(from, until).stream().filter(done -> !done.risks().isEmpty()).toList();
    }

    @Override
    public List<Done> all(Instant from, Instant until) {
        return sessions.stream()
                .filter(done -> !done.at().isBefore(from) && done.at().isBefore(until))
                .toList();
    }

    @Override
    public Optional<Seen> seen(UUID session) {
        return sessions.stream()
                .filter(done -> done.session().equals(session))
                .findFirst()
                .map(done -> new Seen(
                        done.who(),
                        "/web-03",
                        "root",
                        "bastion.kind.shell",
                        "permit:1",
                        done.at().minusSeconds(3_725),
                        done.at(),
                        "bastion.recording.whole",
                        true,
                        4_096,
                        "/sessions/" + session));
    }
}
