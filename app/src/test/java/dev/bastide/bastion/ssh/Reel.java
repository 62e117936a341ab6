package dev.bastide.bastion.ssh;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** A recorder that keeps what passes, and fails when told to. */
final class Reel implements Tap {
    private static final int MOST = 1 << 20;

    final ByteArrayOutputStream input = new ByteArrayOutputStream();
    final ByteArrayOutputStream output = new ByteArrayOutputStream();
    final ByteArrayOutputStream error = new ByteArrayOutputStream();
    final AtomicLong passed = new AtomicLong();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> sizes = new CopyOnWriteArrayList<>();
    final CompletableFuture<LiveSession> live = new CompletableFuture<>();
    final CompletableFuture<Exit> exit = new CompletableFuture<>();
    final List<Exit> exits = new CopyOnWriteArrayList<>();
    volatile BooleanSupplier broken = () -> false;
    volatile @Nullable Runnable onBytes;

    @Override
    public void started(LiveSession session) {
        live.complete(session);
    }

    @Override
    public void bytes(Direction direction, byte[] bytes, int offset, int length) {
        if (broken.getAsBoolean()) {
            throw new IllegalStateException("disk full");
        }
        Runnable action = onBytes;
        if (action != null) {
            action.run();
        }
        passed.addAndGet(length);
        ByteArrayOutputStream to = switch (direction) {
            case INPUT -> input;
            case OUTPUT -> output;
            case ERROR -> error;
        };
        if (to.size() < MOST) {
            to.write(bytes, offset, length);
        }
    }

    @Override
    public void resized(int columns, int rows) {
        sizes.add(columns + "x" + rows);
    }

    @Override
    public void request(String type, String detail) {
        requests.add(type + " " + detail);
    }

    @Override
    public void ended(Exit how) {
        exits.add(how);
        exit.complete(how);
    }

    String out() {
        return output.toString(StandardCharsets.UTF_8);
    }
}
