package dev.bastide.bastion.recording;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Turns events into lines for the player in the browser: {@code [microseconds, position, "code", "text"]}. Unlike a cast
 * it keeps each event's address, so that an audit record can lead to its instant.
 */
public final class Feed implements Consumer<RecordingEvent> {
    private final BiConsumer<RecordingEvent, String> out;
    private final Utf8Pieces output = new Utf8Pieces();
    private final Utf8Pieces error = new Utf8Pieces();
    private final Utf8Pieces input = new Utf8Pieces();

    /** @param out takes each event with its line */
    public Feed(BiConsumer<RecordingEvent, String> out) {
        this.out = out;
    }

    @Override
    public void accept(RecordingEvent event) {
        switch (event.code()) {
            case OUTPUT -> line(event, "o", output.add(event.content()));
            case ERROR -> line(event, "o", error.add(event.content()));
            case INPUT -> line(event, "i", input.add(event.content()));
            case HEADER -> line(event, "h", event.text());
            case HIDDEN_INPUT -> line(event, "j", event.text());
            case RESIZE -> line(event, "r", event.text());
            case MARKER -> line(event, "m", event.text());
            case TALLY -> line(event, "s", event.text());
            case EXIT -> line(event, "x", event.text());
        }
    }

    private void line(RecordingEvent event, String code, String text) {
        if (!text.isEmpty()) {
            out.accept(
                    event,
                    "[%d,%d,\"%s\",%s]".formatted(event.atMicros(), event.position(), code, CastText.quoted(text)));
        }
    }
}
