package dev.bastide.bastion.ssh;

/** A host that could not be connected to; says which of the reasons it was. */
final class HostFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final Refusal refusal;

    HostFailure(Refusal refusal, String detail, Throwable cause) {
        super(detail, cause);
        this.refusal = refusal;
    }

    Refusal refusal() {
        return refusal;
    }

    String detail() {
        String message = getMessage();
        return message == null ? "" : message;
    }
}
