package dev.bastide.identity;

/** Answered by the room that grants roles: whether approvals could be given by enough people, so that founding may close. */
public interface FoundingReadiness {

    /** True when at least two people other than the founder hold a role that may approve. */
    boolean approversExist();
}
