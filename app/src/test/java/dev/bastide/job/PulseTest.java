package dev.bastide.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class PulseTest {
    private static final Duration SHORT = Duration.ofMillis(1);

    @Test
    void everyOneOfManyBeatsFromItsStart() throws Exception {
        List<Pulse> pulses = new ArrayList<>();
        CountDownLatch beats = new CountDownLatch(500);
        for (int i = 0; i < 500; i++) {
            AtomicBoolean first = new AtomicBoolean(true);
            pulses.add(Pulse.start("pulse-test", Duration.ofMinutes(1), () -> {
                if (first.getAndSet(false)) {
                    beats.countDown();
                }
            }));
        }

        assertThat(beats.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(pulses).allMatch(Pulse::beating);
        pulses.forEach(Pulse::close);
        assertThat(pulses).noneMatch(Pulse::beating);
    }

    @Test
    void workThatFailsIsTriedAgain() throws Exception {
        CountDownLatch beats = new CountDownLatch(3);
        try (Pulse pulse = Pulse.start("pulse-test", SHORT, () -> {
            beats.countDown();
            throw new IllegalStateException("each time");
        })) {
            assertThat(beats.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(pulse.beating()).isTrue();
        }
    }

    @Test
    void whatIsUnderWayIsNotInterrupted() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CountDownLatch whole = new CountDownLatch(1);
        Pulse pulse = Pulse.start("pulse-test", SHORT, () -> {
            begun.countDown();
            try {
                if (goOn.await(30, TimeUnit.SECONDS)) {
                    whole.countDown();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        begun.await();

        pulse.close();
        goOn.countDown();

        assertThat(whole.await(30, TimeUnit.SECONDS)).isTrue();
    }
}
