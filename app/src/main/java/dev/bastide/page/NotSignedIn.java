package dev.bastide.page;

/** Nobody is signed in and the endpoint is not open: 401 at the API. */
public final class NotSignedIn extends RuntimeException {
    private static final long serialVersionUID = 1L;
}
