package dev.bastide.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SignInThrottleTest {
    private final SignInThrottle throttle = new SignInThrottle();

    @Test
    void aFloodOfProofsIsTurnedAwayAndLeavesRoom() throws Exception {
        CountDownLatch begun = new CountDownLatch(8);
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger working = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        FilterChain slow = (request, response) -> {
            most.accumulateAndGet(working.incrementAndGet(), Math::max);
            begun.countDown();
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            working.decrementAndGet();
        };
        AtomicInteger refused = new AtomicInteger();
        CountDownLatch allRefused = new CountDownLatch(28);
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                all.add(people.submit(() -> {
                    throttle.doFilterInternal(request(), response(refused, allRefused), slow);
                    return null;
                }));
            }
            assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(allRefused.await(30, TimeUnit.SECONDS)).isTrue();
            goOn.countDown();
            for (Future<?> one : all) {
                one.get();
            }
        }

        assertThat(most).hasValue(8);
        assertThat(refused).hasValue(28);
        AtomicInteger after = new AtomicInteger();
        throttle.doFilterInternal(request(), response(after, new CountDownLatch(1)), (request, response) -> {});
        assertThat(after).hasValue(0);
    }

    private static HttpServletRequest request() {
        return (HttpServletRequest) Proxy.newProxyInstance(
                SignInThrottleTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (self, method, args) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }

    /** Counts the answers 429. */
    private static HttpServletResponse response(AtomicInteger refused, CountDownLatch told) {
        PrintWriter writer = new PrintWriter(new StringWriter());
        return (HttpServletResponse) Proxy.newProxyInstance(
                SignInThrottleTest.class.getClassLoader(),
                new Class<?>[] {HttpServletResponse.class},
                (self, method, args) -> {
                    if (method.getName().equals("setStatus")
                            && Integer.valueOf(429).equals(args[0])) {
                        refused.incrementAndGet();
                        told.countDown();
                    }
                    return method.getName().equals("getWriter") ? writer : null;
                });
    }
}
