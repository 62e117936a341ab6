package dev.bastide.bastion.session;

/** What has to be seen of a host before a session on it begins, after the session was announced and can be recorded. */
@FunctionalInterface
public interface BeforeSession {
    /** The session is about to begin; never throws, and takes seconds at most. */
    void begins(Opening opening);
}
