package dev.bastide.audit.witness;

import dev.bastide.audit.log.NoteKey;
import dev.bastide.audit.log.NoteSigner;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command {@code ./bastide witness}: a witness on a machine that the log's operators do not have. Needs neither a
 * database nor a server of ours.
 */
public final class WitnessCommand {
    private static final int FAILED = 1;
    private static final int WRONG_INPUT = 2;
    private static final int SEED_BYTES = 32;
    private static final String USAGE =
            "witness --home DIR --log KEY… [--name NAME] [--address 127.0.0.1] [--port 8480]; KEY is a log's key or a file with it";

    private final Map<String, NoteKey> logs = new LinkedHashMap<>();
    private Path home = Path.of("witness");
    private String name = "";
    private String address = "127.0.0.1";
    private int port = 8480;

    private WitnessCommand() {}

    /** Starts the witness, which runs until the program is stopped; 1 where it cannot run, 2 for wrong input. */
    public static int run(List<String> words, PrintStream out, PrintStream err, Clock clock) {
        try {
            WitnessServer server = start(words, out, new SecureRandom(), clock);
            Runtime.getRuntime().addShutdownHook(new Thread(server::close));
            return 0;
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_INPUT;
        } catch (IOException e) {
            err.println("The witness does not start: " + e.getMessage());
            return FAILED;
        }
    }

    static WitnessServer start(List<String> words, PrintStream out, SecureRandom random, Clock clock)
            throws IOException {
        WitnessCommand command = new WitnessCommand();
        command.read(words);
        return command.start(out, random, clock);
    }

    private WitnessServer start(PrintStream out, SecureRandom random, Clock clock) throws IOException {
        Files.createDirectories(home);
        WitnessLock lock = WitnessLock.take(home);
        try {
            return start(lock, out, random, clock);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private WitnessServer start(WitnessLock lock, PrintStream out, SecureRandom random, Clock clock)
            throws IOException {
        NoteSigner signer = signer(random);
        WitnessMemory memory = new WitnessMemory(home);
        for (String origin : logs.keySet()) {
            // Found before anybody asks: a witness that cannot remember must not seem to work.
            memory.last(origin);
        }
        WitnessServer server =
                new WitnessServer(new InetSocketAddress(address, port), new Witness(signer, logs, memory, clock), lock);
        out.println("Witness of " + String.join(", ", logs.keySet()) + " on http://" + address + ":" + server.port());
        out.println("For the file witness-policy in the home folder of the log, and for the verifier's --policy:");
        out.println(
                "witness " + signer.name() + " " + signer.verifierKey() + " http://" + address + ":" + server.port());
        return server;
    }

    private void read(List<String> words) throws IOException {
        List<String> left = new ArrayList<>(words);
        while (!left.isEmpty()) {
            String option = left.removeFirst();
            if (left.isEmpty()) {
                throw new IllegalArgumentException(option + " wants a value. " + USAGE);
            }
            take(option, left.removeFirst());
        }
        if (logs.isEmpty()) {
            throw new IllegalArgumentException(
                    "--log is missing: ./bastide keys show prints the key of a log. " + USAGE);
        }
    }

    private void take(String option, String value) throws IOException {
        switch (option) {
            case "--home" -> home = Path.of(value);
            case "--name" -> name = value;
            case "--address" -> address = value;
            case "--port" -> port = port(value);
            case "--log" -> log(value);
            default -> throw new IllegalArgumentException("Unknown: " + option + ". " + USAGE);
        }
    }

    private static int port(String value) {
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
            throw new IllegalArgumentException("--port wants a number from 0 to 65535");
        }
        return Integer.parseInt(value);
    }

    private void log(String value) throws IOException {
        String line = Files.isRegularFile(Path.of(value))
                ? Files.readString(Path.of(value)).strip()
                : value;
        NoteKey key = NoteKey.ofLog(line)
                .orElseThrow(
                        () -> new IllegalArgumentException("--log wants NAME+ID+BASE64, or a file with it: " + value));
        logs.put(key.name(), key);
    }

    /** The key made at the first start. Its file is the identity of the witness; the name stands beside it. */
    private NoteSigner signer(SecureRandom random) throws IOException {
        Path file = home.resolve("witness.key");
        if (Files.notExists(file)) {
            byte[] seed = new byte[SEED_BYTES];
            random.nextBytes(seed);
            String said = name.isEmpty() ? "witness-" + own(random) : name;
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(file, said + "\n" + HexFormat.of().formatHex(seed) + "\n", StandardOpenOption.DSYNC);
        }
        List<String> lines = Files.readAllLines(file);
        if (lines.size() != 2 || !lines.get(1).matches("[0-9a-f]{64}")) {
            throw new IOException(file + " is not the key of a witness");
        }
        if (!name.isEmpty() && !name.equals(lines.getFirst())) {
            throw new IllegalArgumentException(
                    "the witness in " + home + " is called " + lines.getFirst() + "; its name is a part of its key");
        }
        return NoteSigner.ofWitness(lines.getFirst(), HexFormat.of().parseHex(lines.get(1)));
    }

    private static String own(SecureRandom random) {
        byte[] some = new byte[4];
        random.nextBytes(some);
        return HexFormat.of().formatHex(some);
    }
}
