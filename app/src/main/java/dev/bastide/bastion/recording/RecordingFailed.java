package dev.bastide.bastion.recording;

/** The recording can no longer be written; whatever it was to witness must end now. */
public final class RecordingFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RecordingFailed(String what, Throwable cause) {
        super(what, cause);
    }
}
