package dev.bastide.bastion.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Turns events into an asciicast v3 file, line by line. The recording keeps bytes; a cast holds text, so bytes that are
 * no UTF-8 become U+FFFD here and only here.
 *
 * <p>Source: the asciicast v3 format: a header object, then {@code [interval, code, data]} with the interval in seconds
 * since the event before.
 */
public final class Cast implements Consumer<RecordingEvent> {
    private final Appendable out;
    private final Utf8Pieces output = new Utf8Pieces();
    private final Utf8Pieces error = new Utf8Pieces();
    private final Utf8Pieces input = new Utf8Pieces();
    private long lastMicros;

    public Cast(Appendable out) {
        this.out = out;
    }

    @Override
    public void accept(RecordingEvent event) {
        switch (event.code()) {
            case HEADER -> line(event.text());
            case OUTPUT -> text(event, "o", output);
            case ERROR -> text(event, "o", error);
            case INPUT -> text(event, "i", input);
            case HIDDEN_INPUT -> write(event, "m", "hidden input: " + event.text());
            case RESIZE -> write(event, "r", event.text());
            case MARKER, TALLY -> write(event, "m", event.text());
            case EXIT -> write(event, "x", event.text());
        }
    }

    private void text(RecordingEvent event, String code, Utf8Pieces pieces) {
        String text = pieces.add(event.content());
        if (!text.isEmpty()) {
            write(event, code, text);
        }
    }

    private void write(RecordingEvent event, String code, String text) {
        long interval = event.atMicros() - lastMicros;
        lastMicros = event.atMicros();
        line("[%s, \"%s\", %s]"
                .formatted(String.format(Locale.ROOT, "%.6f", interval / 1e6), code, CastText.quoted(text)));
    }

    private void line(String line) {
        try {
            out.append(line).append('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
