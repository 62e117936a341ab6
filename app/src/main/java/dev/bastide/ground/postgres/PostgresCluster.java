package dev.bastide.ground.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A data folder of PostgreSQL: initialised once, with checksums, a fixed locale and password sign-in only. */
final class PostgresCluster {
    private static final String HBA = """
            # Written by Bastide at every start. Loopback and passwords only.
            host all         all 127.0.0.1/32 scram-sha-256
            host replication all 127.0.0.1/32 scram-sha-256
            """;

    private final PostgresProgram program;
    private final Path folder;
    private final Path dataFolder;
    private final ServerAccount account;

    PostgresCluster(PostgresProgram program, Path folder, ServerAccount account) {
        this.program = program;
        this.folder = folder;
        this.dataFolder = folder.resolve("data-" + program.major());
        this.account = account;
    }

    Path dataFolder() {
        return dataFolder;
    }

    /** Runs initdb unless the data folder exists. It is made under another name, so a half-made one is never used. */
    void prepare(String superuserPassword) {
        try {
            if (!Files.exists(dataFolder)) {
                initialise(superuserPassword);
            }
            account.ownTree(dataFolder);
            Path hba = dataFolder.resolve("pg_hba.conf");
            Files.writeString(hba, HBA);
            account.own(hba);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare the data folder " + dataFolder, e);
        }
    }

    private void initialise(String superuserPassword) throws IOException {
        Path nursery = folder.resolve("nursery");
        PostgresProgram.delete(nursery);
        account.ownFolder(nursery);
        Path passwordFile = nursery.resolve("password");
        Files.createFile(
                passwordFile, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(passwordFile, superuserPassword + "\n");
        account.own(passwordFile);
        Path draft = nursery.resolve("data");
        run(initdb(draft, passwordFile));
        Files.move(draft, dataFolder, StandardCopyOption.ATOMIC_MOVE);
        PostgresProgram.delete(nursery);
    }

    private List<String> initdb(Path draft, Path passwordFile) {
        List<String> command = new ArrayList<>(List.of(
                program.program("initdb").toString(),
                "-D",
                draft.toString(),
                "-U",
                "postgres",
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--data-checksums"));
        if (program.hasBuiltinLocale()) {
            command.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        } else {
            command.add("--locale=C.UTF-8");
        }
        return command;
    }

    private void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(account.command(command))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("initdb failed:\n" + output);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while initdb ran", e);
        }
    }
}
