package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.util.EnumSet;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.net.SshdSocketAddress;

/** What a canary asks for once it is let in; each throws where that is not refused. */
public final class Wishes {
    private static final SshdSocketAddress ELSEWHERE = new SshdSocketAddress("127.0.0.1", 9);

    private Wishes() {}

    /** To run a command. */
    public static Knock.Wish command() {
        return session -> turnedAway(session.createExecChannel("true"));
    }

    /** To transfer files. */
    public static Knock.Wish files() {
        return session -> turnedAway(session.createSubsystemChannel("sftp"));
    }

    /** To be led on to another address. */
    public static Knock.Wish forwarding() {
        return Wishes::ledOn;
    }

    /** The door says why on the channel, and ends it with a code that is not 0. */
    private static void turnedAway(ClientChannel channel) throws IOException {
        try (channel) {
            channel.open().verify(Knock.PATIENCE);
            channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), Knock.PATIENCE);
            Integer exit = channel.getExitStatus();
            if (exit == null || exit == 0) {
                throw new IOException("the door opened something to a canary, or did not answer it");
            }
        }
    }

    private static void ledOn(ClientSession session) throws IOException {
        try (ClientChannel channel = session.createDirectTcpipChannel(ELSEWHERE, ELSEWHERE)) {
            var opening = channel.open();
            if (!opening.await(Knock.PATIENCE)) {
                throw new IOException("the door did not answer a canary in time");
            }
            if (opening.isOpened()) {
                throw new IOException("the door led a canary on");
            }
        }
    }
}
