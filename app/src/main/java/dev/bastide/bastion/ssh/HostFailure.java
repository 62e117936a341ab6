package dev.bastide.bastion.ssh;

/** A host that could not be connected to; says which of the reasons it was. */
final class HostFailure extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int LONGEST = 200;

    private final Refusal refusal;

    HostFailure(Refusal refusal, String detail, Throwable cause) {
        super(detail, cause);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }

    /** What happened, in one short line: a host's own words may be in it, so control characters are not. */
    String detail() {
        String message = String.valueOf(getMessage()).replaceAll("\\p{Cntrl}", " ");
        return message.length() > LONGEST ? message.substring(0, LONGEST) : message;
    }
}
