package dev.bastide.bastion.ssh;

import java.net.InetAddress;
import java.security.PublicKey;
import java.util.Optional;

/**
 * The decisions that the door asks for; the bastion room gives them. Each question is asked on a virtual thread, so it
 * may use the database. What it throws means refused.
 */
public interface Gate {
    /**
     * The identifier of the person who owns this key under that login and may try it from there; empty for unknown
     * logins, keys, ended people and barred sources alike. Asked when the client offers the key and again once its
     * signature has verified: only the second answer counts. Certificates and RSA under 3072 bits never come here.
     */
    Optional<String> owner(Address address, PublicKey key, InetAddress source);

    /** The prompt for the second factor, or empty while an earlier one is remembered. */
    Optional<String> codePrompt(Visitor visitor);

    /** What stands before the prompt after a code that did not let the visitor in; why, is not told. */
    String codeAgain(Visitor visitor);

    /** Whether this code is right, now, and for the first time. The gate counts failures and locks. */
    boolean checkCode(Visitor visitor, String code);

    /** The decision at login, after both factors. A no looks to the visitor like a wrong key. */
    boolean enter(Visitor visitor);

    /** Records a login that was turned away. */
    void failed(LoginFailure failure);

    /** The decision at the opening of a channel. */
    Answer open(Attempt attempt);

    /** Records what the door refused or ended by itself, and words it for the visitor (one line). */
    String refuse(Visitor visitor, Refusal refusal, String detail);

    /** What somebody reads, whom we may not know yet, when no decision about his login could be made (one line). */
    String undecided();

    /** The connection of a visitor who had logged in is gone. */
    void left(Visitor visitor);
}
