package dev.bastide.bastion.ssh;

import java.security.PublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.auth.UserAuthMethodFactory;
import org.apache.sshd.common.session.SessionContext;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.auth.AbstractUserAuthFactory;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.auth.pubkey.UserAuthPublicKey;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/**
 * The {@code publickey} method. The library calls its authenticator twice, once for the offer and once with the
 * signature; a login is bound to the key whose signature verified, never to one that was merely offered.
 */
final class KeyMethod extends UserAuthPublicKey {
    private @Nullable PublicKey offered;
    private @Nullable PublicKey verified;

    KeyMethod(List<NamedFactory<Signature>> signatures) {
        super(signatures);
    }

    /** Makes the method for each request. */
    static final class Factory extends AbstractUserAuthFactory {
        Factory() {
            super(UserAuthMethodFactory.PUBLIC_KEY);
        }

        @Override
        public UserAuth createUserAuth(ServerSession session) {
            return new KeyMethod(Algorithms.signatures());
        }

        @Override
        public String toString() {
            return getName();
        }
    }

    @Override
    public @Nullable Boolean doAuth(Buffer buffer, boolean init) throws Exception {
        Login login = login();
        Optional<Address> address = Address.parse(getUsername());
        if (address.isEmpty()) {
            login.failed(LoginFailure.Kind.HOSTILE_NAME, getUsername());
            return false;
        }
        Boolean sound = check(buffer, init, login);
        PublicKey key = verified;
        if (Boolean.TRUE.equals(sound) && key != null) {
            login.verified(address.get(), key);
            return null;
        }
        return sound == null ? null : Boolean.FALSE;
    }

    private @Nullable Boolean check(Buffer buffer, boolean init, Login login) {
        boolean signed = buffer.rawByte(buffer.rpos()) != 0;
        try {
            Boolean sound = super.doAuth(buffer, init);
            if (Boolean.FALSE.equals(sound)) {
                login.missed(getUsername());
            }
            return sound;
        } catch (Exception e) {
            // An offer of a kind that is not known here, as an old agent makes it, is no attack.
            if (signed) {
                login.failed(LoginFailure.Kind.BAD_SIGNATURE, getUsername());
            } else {
                login.missed(getUsername());
            }
            return false;
        }
    }

    /** Called by the library with the key when the client only asks; the gate's answer decides what is sent. */
    @Override
    protected void sendPublicKeyResponse(
            ServerSession session,
            String username,
            String alg,
            PublicKey key,
            byte[] keyBlob,
            int offset,
            int blobLen,
            Buffer buffer) {
        offered = key;
        byte[] blob = Arrays.copyOfRange(keyBlob, offset, offset + blobLen);
        login().offered(
                        Address.parse(username).orElseThrow(),
                        key,
                        () -> respond(session, username, alg, blob, buffer));
    }

    private void respond(ServerSession session, String username, String alg, byte[] blob, Buffer buffer) {
        try {
            super.sendPublicKeyResponse(session, username, alg, offered, blob, 0, blob.length, buffer);
        } catch (Exception e) {
            session.close(true);
        }
    }

    @Override
    protected boolean verifySignature(
            ServerSession session,
            String username,
            String alg,
            PublicKey key,
            Buffer buffer,
            Signature verifier,
            byte[] sig)
            throws Exception {
        boolean sound = super.verifySignature(session, username, alg, key, buffer, verifier, sig);
        verified = sound ? key : null;
        return sound;
    }

    private Login login() {
        return getServerSession().getService(Login.class);
    }

    /** Whether the library may go on with a key at all; who owns it is asked later. */
    static boolean worthLooking(PublicKey key, SessionContext session) {
        return Algorithms.acceptable(key);
    }
}
