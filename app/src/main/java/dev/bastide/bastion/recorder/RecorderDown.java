package dev.bastide.bastion.recorder;

/** No recording can be begun, so no session is. */
public final class RecorderDown extends RuntimeException {
    private static final long serialVersionUID = 1L;

    RecorderDown(String why) {
        super(why);
    }

    RecorderDown(String why, Throwable cause) {
        super(why, cause);
    }
}
