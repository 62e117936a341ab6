package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.session.AbstractServerSession;
import org.apache.sshd.server.session.ServerConnectionService;

/** The connection of a visitor who has logged in: sessions are opened, everything else is refused with a text. */
final class Visit extends ServerConnectionService {
    private final Visitor visitor;
    private final Door door;
    private final Queue<CompletableFuture<String>> notices = new ConcurrentLinkedQueue<>();

    Visit(AbstractServerSession session, Door door) throws SshException {
        super(session);
        this.door = door;
        this.visitor = Login.visitor(session)
                .orElseThrow(() -> new SshException(SshConstants.SSH2_DISCONNECT_BY_APPLICATION, "not logged in"));
    }

    @Override
    protected void preClose() {
        door.left(visitor);
        super.preClose();
    }

    @Override
    protected void channelOpen(Buffer buffer) throws Exception {
        int start = buffer.rpos();
        String type = buffer.getString();
        long sender = buffer.getUInt();
        if ("session".equals(type) && getChannels().size() < door.settings().channelsPerConnection()) {
            buffer.rpos(start);
            super.channelOpen(buffer);
            return;
        }
        Refusal refusal = refusal(type);
        String detail = type.replaceAll("[^A-Za-z0-9.@_-]", "?");
        door.threads().execute(() -> refuse(sender, refusal, detail));
    }

    private void refuse(long sender, Refusal refusal, String detail) {
        try {
            sendChannelOpenFailure(
                    getSession().createBuffer((byte) 0),
                    sender,
                    SshConstants.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED,
                    door.refuse(visitor, refusal, detail),
                    "");
        } catch (IOException e) {
            getSession().close(true);
        }
    }

    Visitor visitor() {
        return visitor;
    }

    /** What was refused without a text, since the protocol has no place for it; the next channel shows it. Blocks. */
    List<String> notices() {
        List<String> lines = new ArrayList<>();
        for (var notice = notices.poll(); notice != null; notice = notices.poll()) {
            lines.add(notice.join());
        }
        return lines;
    }

    private static Refusal refusal(String type) {
        return switch (type) {
            case "session" -> Refusal.TOO_MANY_CHANNELS;
            case "direct-tcpip", "direct-streamlocal@openssh.com" -> Refusal.LOCAL_FORWARDING;
            case "tun@openssh.com" -> Refusal.TUNNEL;
            default -> Refusal.UNKNOWN_CHANNEL;
        };
    }

    @Override
    protected IoWriteFuture globalRequest(Buffer buffer) throws Exception {
        int start = buffer.rpos();
        String type = buffer.getString();
        if (type.startsWith("tcpip-forward") || type.startsWith("streamlocal-forward")) {
            String detail = type.replaceAll("[^A-Za-z0-9.@_-]", "?");
            notices.add(CompletableFuture.supplyAsync(
                    () -> door.refuse(visitor, Refusal.REMOTE_FORWARDING, detail), door.threads()));
        }
        buffer.rpos(start);
        return super.globalRequest(buffer);
    }
}
