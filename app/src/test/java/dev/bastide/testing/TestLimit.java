package dev.bastide.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.Method;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * No test hangs for ever: after its time is over, the threads are printed, and the programs it started are killed, so
 * that a read from one of them ends and the test fails. If even that does not free it, the whole run is ended.
 */
public final class TestLimit implements InvocationInterceptor {
    private static final Duration SHORT = Duration.ofMinutes(5);
    private static final Duration LONG = Duration.ofMinutes(60);
    private static final Duration LAST = Duration.ofMinutes(1);
    private static final ScheduledExecutorService WATCH = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("test-limit").factory());

    @Override
    public void interceptTestMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        within(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        within(invocation, context);
    }

    @Override
    public void interceptBeforeAllMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        within(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        within(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        within(invocation, context);
    }

    @Override
    public void interceptAfterAllMethod(
            Invocation<@Nullable Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        within(invocation, context);
    }

    private static void within(Invocation<@Nullable Void> invocation, ExtensionContext context) throws Throwable {
        Thread runner = Thread.currentThread();
        Instant begin = Instant.now();
        Duration limit = context.getTags().contains("long") ? LONG : SHORT;
        String test = context.getRequiredTestClass().getSimpleName() + " " + context.getDisplayName();
        Future<?> over = WATCH.schedule(() -> free(test, limit, runner, begin), limit.toSeconds(), TimeUnit.SECONDS);
        Future<?> last = WATCH.schedule(
                () -> Runtime.getRuntime().halt(1), limit.plus(LAST).toSeconds(), TimeUnit.SECONDS);
        try {
            invocation.proceed();
        } finally {
            over.cancel(false);
            last.cancel(false);
        }
    }

    private static void free(String test, Duration limit, Thread runner, Instant begin) {
        StringBuilder text = new StringBuilder("Not over within " + limit + ": " + test + "\n");
        Map<Thread, StackTraceElement[]> stacks = Thread.getAllStackTraces();
        stacks.forEach((thread, stack) -> text.append('"')
                .append(thread.getName())
                .append("\" ")
                .append(thread.getState())
                .append(Arrays.stream(stack).map(frame -> "\n    at " + frame).collect(Collectors.joining()))
                .append("\n"));
        long[] deadlocked = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
        if (deadlocked != null) {
            for (ThreadInfo info : ManagementFactory.getThreadMXBean().getThreadInfo(deadlocked, true, true)) {
                text.append("deadlock: ").append(info);
            }
        }
        System.err.println(text);
        ProcessHandle.current()
                .descendants()
                .filter(child -> child.info().startInstant().orElse(begin).isAfter(begin.minusSeconds(1)))
                .forEach(child -> {
                    System.err.println("Killed: " + child.info().commandLine().orElse("" + child.pid()));
                    child.destroyForcibly();
                });
        runner.interrupt();
    }
}
