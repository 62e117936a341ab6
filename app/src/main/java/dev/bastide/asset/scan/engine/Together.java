package dev.bastide.asset.scan.engine;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;

/** Does many things at once, but only so many, and waits for all. */
final class Together {
    private Together() {}

    static void run(List<Runnable> all, int atOnce, ExecutorService threads) {
        Semaphore turns = new Semaphore(atOnce);
        for (Runnable one : all) {
            turns.acquireUninterruptibly();
            threads.execute(() -> {
                try {
                    one.run();
                } finally {
                    turns.release();
                }
            });
        }
        turns.acquireUninterruptibly(atOnce);
    }
}
