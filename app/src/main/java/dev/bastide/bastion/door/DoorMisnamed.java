package dev.bastide.bastion.door;

/** A setting by which people find the bastion cannot be used; the message says which and what it takes. */
final class DoorMisnamed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DoorMisnamed(String message) {
        super(message);
    }
}
