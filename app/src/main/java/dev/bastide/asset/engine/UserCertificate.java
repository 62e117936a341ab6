package dev.bastide.asset.engine;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;

/**
 * An OpenSSH user certificate for an ed25519 key: who it is for (one account), how long, and the key id that the host's
 * own log will show. Format: OpenSSH PROTOCOL.certkeys, {@code ssh-ed25519-cert-v01@openssh.com}.
 */
public record UserCertificate(String keyId, String account, long serial, Instant from, Instant to) {
    private static final String TYPE = "ssh-ed25519-cert-v01@openssh.com";
    private static final int USER = 1;

    /** Refuses an empty lifetime. */
    public UserCertificate {
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a certificate must end after it begins");
        }
    }

    /** {@code type base64}: the line that goes beside the private key. The nonce must be fresh and random. */
    public String sign(KeyPair subject, KeyPair authority, byte[] nonce) {
        byte[] body = body(subject, authority, nonce);
        byte[] signature =
                new Wire().text("ssh-ed25519").bytes(signed(authority, body)).done();
        byte[] whole = new Wire().raw(body).bytes(signature).done();
        return TYPE + " " + Base64.getEncoder().encodeToString(whole);
    }

    private byte[] body(KeyPair subject, KeyPair authority, byte[] nonce) {
        byte[] extensions = new Wire().text("permit-pty").text("").done();
        return new Wire()
                .text(TYPE)
                .bytes(nonce)
                .bytes(PrivateKeyText.rawEd25519(subject))
                .uint64(serial)
                .uint32(USER)
                .text(keyId)
                .bytes(new Wire().text(account).done())
                .uint64(from.getEpochSecond())
                .uint64(to.getEpochSecond())
                .text("")
                .bytes(extensions)
                .text("")
                .bytes(PrivateKeyText.publicText(authority).wire())
                .done();
    }

    private static byte[] signed(KeyPair authority, byte[] body) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(authority.getPrivate());
            signature.update(body);
            return signature.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the certificate could not be signed", e);
        }
    }
}
