package dev.bastide.bastion;

import dev.bastide.testing.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Pattern;

/** A person at a terminal: types when the terminal has shown what he waits for. */
public final class Conversation {
    private final Process process;
    private final StringBuilder heard = new StringBuilder();

    /** Begins to listen to it. */
    public Conversation(Process process) {
        this.process = process;
        listen(process.getInputStream());
        listen(process.getErrorStream());
    }

    /** Types a line. */
    public void say(String line) throws IOException {
        process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** Hits one key. */
    public void key(int code) throws IOException {
        process.getOutputStream().write(code);
        process.getOutputStream().flush();
    }

    /** Waits until the terminal has shown this. */
    public void hears(String text) throws Exception {
        hears(text, 1);
    }

    /** Waits until the terminal has shown this so many times. */
    public void hears(String text, int times) throws Exception {
        try {
            Eventually.holds(
                    "heard " + text,
                    Duration.ofSeconds(40),
                    () -> heard().split(Pattern.quote(text), -1).length > times);
        } catch (AssertionError silent) {
            throw new AssertionError(silent.getMessage() + ", but: " + heard(), silent);
        }
    }

    /** All it has shown so far. */
    public synchronized String heard() {
        return heard.toString();
    }

    private synchronized void add(String text) {
        heard.append(text);
    }

    private void listen(InputStream stream) {
        Thread.ofVirtual().start(() -> {
            try {
                byte[] bytes = new byte[8192];
                int length;
                while ((length = stream.read(bytes)) >= 0) {
                    add(new String(bytes, 0, length, StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // The program has ended; what was heard stays.
            }
        });
    }
}
