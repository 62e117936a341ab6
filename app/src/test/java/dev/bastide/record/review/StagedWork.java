package dev.bastide.record.review;

import dev.bastide.audit.WorkToReview;
import java.time.Instant;
import java.util.List;
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
}
