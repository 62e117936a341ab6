package dev.bastide.testing;

import java.io.IOException;
import java.nio.file.Path;

/** A program in a process of its own, which may die. */
public final class Killed {
    private Killed() {}

    /** Runs its main method to the end; the exit code. */
    public static int run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        java.util.List<String> words = new java.util.ArrayList<>(java.util.List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                program.getName()));
        words.addAll(java.util.List.of(arguments));
        return new ProcessBuilder(words).inheritIO().start().waitFor();
    }
}
