package dev.bastide.bastion.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.testing.OwnProgram;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A platform without its door, or without its console, does not start; it says on one line why and what to do. */
class TakenPortTest {
    /** One home for both: its database is made once. */
    @TempDir
    static Path folder;

    @Test
    void doesNotStartWithoutTheBastion() throws Exception {
        try (OwnProgram program = new OwnProgram(folder);
                ServerSocket taken = hold(program.sshPort())) {
            assertThat(lines(program.refusal()))
                    .startsWith("1")
                    .anyMatch(line -> line.startsWith(
                                    "Bastide does not start: The bastion cannot listen on port " + taken.getLocalPort())
                            && line.endsWith("choose another: --ssh-port N."))
                    .noneMatch(line -> line.startsWith("\tat "));
        }
    }

    @Test
    void doesNotStartWithoutTheConsole() throws Exception {
        try (OwnProgram program = new OwnProgram(folder);
                ServerSocket taken = hold(program.httpPort())) {
            assertThat(lines(program.refusal()))
                    .startsWith("1")
                    .contains("Bastide does not start: Port " + taken.getLocalPort()
                            + " of the console is used by another program."
                            + " Stop the other program, or choose another port: --http-port N.")
                    .noneMatch(line -> line.startsWith("\tat "));
        }
    }

    private static Stream<String> lines(String told) {
        return told.lines();
    }

    private static ServerSocket hold(int port) throws Exception {
        ServerSocket socket = new ServerSocket();
        socket.bind(new InetSocketAddress(port));
        return socket;
    }
}
