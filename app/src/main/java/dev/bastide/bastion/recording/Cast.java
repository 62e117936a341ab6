package dev.bastide.bastion.recording;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
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
    private final CharsetDecoder output = decoder();
    private final CharsetDecoder error = decoder();
    private final CharsetDecoder input = decoder();
    private final Carry outputCarry = new Carry();
    private final Carry errorCarry = new Carry();
    private final Carry inputCarry = new Carry();
    private long lastMicros;

    public Cast(Appendable out) {
        this.out = out;
    }

    @Override
    public void accept(RecordingEvent event) {
        switch (event.code()) {
            case HEADER -> line(event.text());
            case OUTPUT -> text(event, "o", output, outputCarry);
            case ERROR -> text(event, "o", error, errorCarry);
            case INPUT -> text(event, "i", input, inputCarry);
            case HIDDEN_INPUT -> write(event, "m", "hidden input: " + event.text());
            case RESIZE -> write(event, "r", event.text());
            case MARKER, TALLY -> write(event, "m", event.text());
            case EXIT -> write(event, "x", event.text());
        }
    }

    private void text(RecordingEvent event, String code, CharsetDecoder decoder, Carry carry) {
        String text = carry.decode(decoder, event.content());
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

    private static CharsetDecoder decoder() {
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE);
    }

    /** The bytes of a character that the host sent in two pieces. */
    private static final class Carry {
        private byte[] rest = new byte[0];

        String decode(CharsetDecoder decoder, byte[] bytes) {
            ByteBuffer in = ByteBuffer.allocate(rest.length + bytes.length)
                    .put(rest)
                    .put(bytes)
                    .flip();
            CharBuffer out = CharBuffer.allocate(in.remaining() + 1);
            decoder.reset();
            decoder.decode(in, out, false);
            rest = new byte[in.remaining()];
            in.get(rest);
            return out.flip().toString();
        }
    }
}
