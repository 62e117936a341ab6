package dev.bastide.bastion.ssh;

import java.nio.file.Files;
import java.nio.file.Path;

/** A door with a host behind it to try clients on by hand, and for the bench: prints the ssh line, ends with its input. */
final class Stand {
    private Stand() {}

    public static void main(String[] words) throws Exception {
        Path folder =
                words.length > 0 ? Files.createDirectories(Path.of(words[0])) : Files.createTempDirectory("stand");
        try (House house = new House(folder)) {
            System.out.println(house.sshCommand() + " -l anna%web-03 127.0.0.1");
            System.out.println("door " + house.door.port() + " sshd " + house.sshd.port());
            for (int key = System.in.read(); key >= 0; key = System.in.read()) {
                if (key == 'e') {
                    house.door.sessions().forEach(session -> session.end("Ended by hand."));
                }
                System.out.println(
                        house.door.sessions().size() + " sessions, " + house.hosts.connections() + " connections");
            }
        }
    }
}
