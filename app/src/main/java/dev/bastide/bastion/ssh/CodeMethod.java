package dev.bastide.bastion.ssh;

import java.io.IOException;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.auth.UserAuthMethodFactory;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.auth.AbstractUserAuth;
import org.apache.sshd.server.auth.AbstractUserAuthFactory;
import org.apache.sshd.server.auth.UserAuth;
import org.apache.sshd.server.session.ServerSession;
import org.jspecify.annotations.Nullable;

/** The {@code keyboard-interactive} method: one prompt for the code, only after a key has verified. */
final class CodeMethod extends AbstractUserAuth {
    private static final int LONGEST_CODE = 64;

    private boolean prompted;

    CodeMethod() {
        super(UserAuthMethodFactory.KB_INTERACTIVE);
    }

    /** Makes the method for each request. */
    static final class Factory extends AbstractUserAuthFactory {
        Factory() {
            super(UserAuthMethodFactory.KB_INTERACTIVE);
        }

        @Override
        public UserAuth createUserAuth(ServerSession session) {
            return new CodeMethod();
        }
    }

    @Override
    protected @Nullable Boolean doAuth(Buffer buffer, boolean init) throws Exception {
        Login login = getServerSession().getService(Login.class);
        if (!login.expectsCode()) {
            return false;
        }
        if (init) {
            prompt(login.prompt());
            prompted = true;
            return null;
        }
        int command = buffer.getUByte();
        if (command != SshConstants.SSH_MSG_USERAUTH_INFO_RESPONSE || !prompted || buffer.getInt() != 1) {
            return false;
        }
        prompted = false;
        String typed = buffer.getString().replace(" ", "");
        if (typed.isEmpty() || typed.length() > LONGEST_CODE) {
            typed = "-";
        }
        login.code(typed);
        return null;
    }

    private void prompt(String text) throws IOException {
        Buffer packet = getServerSession().createBuffer(SshConstants.SSH_MSG_USERAUTH_INFO_REQUEST);
        packet.putString("");
        packet.putString("");
        packet.putString("");
        packet.putUInt(1);
        packet.putString(text);
        packet.putBoolean(false);
        getServerSession().writePacket(packet);
    }
}
