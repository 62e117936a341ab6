package dev.bastide.testing;

import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

/** Gives the next test the real time. */
final class ClockReset implements TestExecutionListener {

    @Override
    public void afterTestMethod(TestContext testContext) {
        testContext.getApplicationContext().getBean(TestClock.class).reset();
    }
}
