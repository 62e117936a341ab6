package dev.bastide.audit.segment;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory that keeps apart what programs see and what a power cut leaves: bytes are safe when the file was forced,
 * names when their folder was. The call with one number can be made to fail.
 */
final class FaultyDisk implements Disk {
    /** How a call fails. */
    enum Fault {
        /** Nothing was done. */
        NOTHING,
        /** A write got only half of its bytes to the file. */
        HALF,
        /** It was done, and the answer was lost. */
        DONE
    }

    private static final class Content {
        byte[] seen = new byte[0];
        byte[] safe = new byte[0];
    }

    private final Map<String, Content> seenNames = new TreeMap<>();
    private Map<String, Content> safeNames = new TreeMap<>();
    private final Fault fault;
    private final int failing;
    private final List<String> calls = new ArrayList<>();

    FaultyDisk(int failing, Fault fault) {
        this.failing = failing;
        this.fault = fault;
    }

    /** What was called so far. */
    List<String> calls() {
        return List.copyOf(calls);
    }

    private boolean fails(String call) {
        calls.add(call);
        return calls.size() - 1 == failing;
    }

    private IOException failure(String call) {
        return new IOException("no space left on device: " + call);
    }

    private interface Act {
        void run() throws IOException;
    }

    private void call(String name, Act act) throws IOException {
        boolean fails = fails(name);
        if (!fails || fault == Fault.DONE) {
            act.run();
        }
        if (fails) {
            throw failure(name);
        }
    }

    /** The power goes: what was not safe is gone, or there by chance, and files that were being written are torn. */
    FaultyDisk afterPowerCut(SplittableRandom random) {
        FaultyDisk after = new FaultyDisk(-1, Fault.NOTHING);
        Map<String, Content> names = new HashMap<>(safeNames);
        seenNames.forEach((name, content) -> {
            if (random.nextBoolean()) {
                names.put(name, content);
            }
        });
        for (String name : safeNames.keySet()) {
            if (!seenNames.containsKey(name) && random.nextBoolean()) {
                names.remove(name);
            }
        }
        names.forEach((name, content) -> {
            Content kept = new Content();
            kept.seen = content.safe;
            if (content.seen.length > content.safe.length && random.nextBoolean()) {
                kept.seen = Arrays.copyOf(content.seen, random.nextInt(content.safe.length, content.seen.length + 1));
                for (int i = content.safe.length; i < kept.seen.length; i++) {
                    kept.seen[i] = random.nextInt(4) == 0 ? 0 : kept.seen[i];
                }
            }
            kept.safe = kept.seen;
            after.seenNames.put(name, kept);
        });
        after.safeNames = new TreeMap<>(after.seenNames);
        return after;
    }

    boolean has(String name) {
        return seenNames.containsKey(name);
    }

    @Override
    public Draft create(Path file) throws IOException {
        Content content = new Content();
        call("create", () -> seenNames.put(name(file), content));
        return new Draft() {
            @Override
            public void write(byte[] bytes, int length) throws IOException {
                boolean fails = fails("write");
                int written = !fails || fault == Fault.DONE ? length : fault == Fault.HALF ? length / 2 : 0;
                ByteArrayOutputStream all = new ByteArrayOutputStream();
                all.writeBytes(content.seen);
                all.write(bytes, 0, written);
                content.seen = all.toByteArray();
                if (fails) {
                    throw failure("write");
                }
            }

            @Override
            public void force() throws IOException {
                call("force", () -> content.safe = content.seen);
            }

            @Override
            public void close() throws IOException {
                call("close", () -> {});
            }
        };
    }

    @Override
    public Opened open(Path file) throws IOException {
        call("open", () -> {});
        Content content = seenNames.get(name(file));
        if (content == null) {
            throw new NoSuchFileException(name(file));
        }
        return new Opened() {
            @Override
            public long size() {
                return content.seen.length;
            }

            @Override
            public void read(long position, byte[] into) throws IOException {
                call("read", () -> {});
                if (position + into.length > content.seen.length) {
                    throw new EOFException("the end");
                }
                System.arraycopy(content.seen, (int) position, into, 0, into.length);
            }

            @Override
            public void close() throws IOException {
                call("close", () -> {});
            }
        };
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        call("rename", () -> {
            @Nullable Content content = seenNames.remove(name(from));
            seenNames.put(name(to), Objects.requireNonNull(content));
        });
    }

    @Override
    public void forceFolder(Path folder) throws IOException {
        call("forceFolder", () -> safeNames = new TreeMap<>(seenNames));
    }

    @Override
    public void delete(Path file) throws IOException {
        call("delete", () -> seenNames.remove(name(file)));
    }

    @Override
    public List<Path> list(Path folder) throws IOException {
        call("list", () -> {});
        return seenNames.keySet().stream().map(folder::resolve).toList();
    }

    private static String name(Path file) {
        return String.valueOf(file.getFileName());
    }
}
