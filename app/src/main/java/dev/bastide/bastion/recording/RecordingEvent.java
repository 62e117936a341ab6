package dev.bastide.bastion.recording;

import java.nio.charset.StandardCharsets;

/**
 * One event.
 *
 * @param atMicros microseconds since the recording began
 * @param position where the event begins in the plain stream, in bytes: its address in an audit record
 * @param content the bytes as the code defines them; not copied, never written to
 */
@SuppressWarnings("ArrayRecordComponent")
public record RecordingEvent(EventCode code, long atMicros, long position, byte[] content) {
    /** The content as text, for the codes that hold text. */
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }
}
