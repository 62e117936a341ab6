package dev.bastide.bastion.recording;

/** Bytes that are not a recording, or not the recording they claim to be. */
public final class RecordingBroken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public RecordingBroken(String why) {
        super(why);
    }

    RecordingBroken(String why, Throwable cause) {
        super(why, cause);
    }
}
