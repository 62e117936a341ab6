package dev.bastide.bastion.door;

import java.io.IOException;

/** The bastion cannot listen on its port: a platform whose door nobody can enter does not start. */
final class DoorPortTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    DoorPortTaken(String address, int port, IOException cause) {
        super(
                "The bastion cannot listen on port " + port + (address.isEmpty() ? "" : " of " + address) + ": "
                        + cause.getMessage() + ".",
                cause);
    }
}
