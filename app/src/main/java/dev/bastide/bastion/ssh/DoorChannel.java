package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.LocalWindow;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.channel.AbstractServerChannel;
import org.jspecify.annotations.Nullable;

/**
 * A person's session channel. Until the gate has admitted it, requests and bytes are kept back; from then on both go
 * raw through the {@link Splice}. Forwarding requests never pass.
 */
final class DoorChannel extends AbstractServerChannel implements Sink {
    /** A request that waits for the host, in the order it came. */
    record Kept(String type, byte[] payload, boolean wantReply) {}

    private static final Pattern STEERING =
            Pattern.compile("[\\p{Cc}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]");

    private final Door door;
    private final Flow down = new Flow();
    private final Object lock = new Object();
    private final List<Kept> kept = new ArrayList<>();
    private final Deque<byte[]> early = new ArrayDeque<>();
    private final List<Refusal> refused = new ArrayList<>();
    private boolean earlyEnd;
    private volatile boolean closeReceived;
    private boolean started;
    private boolean startAnswered;
    private boolean startWantsReply;
    private volatile Attempt.@Nullable Terminal terminal;
    private volatile int columns;
    private @Nullable TerminalLine typing;
    private @Nullable TerminalLine watching;
    private @Nullable Splice splice;
    private volatile boolean gone;

    DoorChannel(Door door) {
        super(null);
        this.door = door;
        down.attach(this);
        addCloseFutureListener(_ -> left());
    }

    // ---- bytes ----

    @Override
    protected void doWriteData(byte[] data, int off, long len) throws IOException {
        synchronized (lock) {
            if (splice != null) {
                splice.input(data, off, (int) len, getLocalWindow());
            } else if (typing != null) {
                typing.typed(data, off, (int) len);
                getLocalWindow().release(len);
            } else {
                byte[] copy = new byte[(int) len];
                System.arraycopy(data, off, copy, 0, copy.length);
                early.add(copy);
            }
        }
    }

    @Override
    protected void doWriteExtendedData(byte[] data, int off, long len) throws IOException {
        // Nothing is defined to come this way; it is dropped, not passed on.
        getLocalWindow().release(len);
    }

    @Override
    public void handleEof() throws IOException {
        super.handleEof();
        synchronized (lock) {
            if (splice != null) {
                splice.endOfInput();
            } else {
                earlyEnd = true;
                if (typing != null) {
                    typing.ended();
                }
            }
        }
    }

    /**
     * The client closes as soon as both directions have ended, which may be before the host has said how the program
     * ended: the close is answered when the host's own has come, so that the exit code is never lost.
     */
    @Override
    public void handleClose() throws IOException {
        Splice joined;
        synchronized (lock) {
            joined = isClosing() ? null : splice;
            closeReceived = true;
        }
        if (joined == null) {
            super.handleClose();
        } else {
            down.discard();
            joined.personClosed();
        }
    }

    @Override
    public void handleWindowAdjust(Buffer buffer) throws IOException {
        super.handleWindowAdjust(buffer);
        down.drain();
    }

    // ---- requests ----

    @Override
    public void handleRequest(Buffer buffer) throws IOException {
        String type = buffer.getString();
        boolean wantReply = buffer.getBoolean();
        byte[] payload = new byte[buffer.available()];
        System.arraycopy(buffer.array(), buffer.rpos(), payload, 0, payload.length);
        switch (type) {
            case "auth-agent-req@openssh.com", "auth-agent-req" -> refuse(Refusal.AGENT_FORWARDING, wantReply);
            case "x11-req" -> refuse(Refusal.X11_FORWARDING, wantReply);
            case "shell", "exec", "subsystem" -> start(type, payload, wantReply, buffer);
            case "winadj@putty.projects.tartarus.org", "keepalive@openssh.com" -> answer(wantReply, false);
            default -> pass(type, payload, wantReply, buffer);
        }
    }

    private void refuse(Refusal refusal, boolean wantReply) throws IOException {
        synchronized (lock) {
            refused.add(refusal);
        }
        answer(wantReply, false);
    }

    private void start(String type, byte[] payload, boolean wantReply, Buffer buffer) throws IOException {
        Attempt.Kind kind = Attempt.Kind.valueOf(type.toUpperCase(Locale.ROOT));
        String command = kind == Attempt.Kind.SHELL ? "" : buffer.getString(StandardCharsets.UTF_8);
        synchronized (lock) {
            if (started) {
                answer(wantReply, false);
                return;
            }
            started = true;
            startWantsReply = wantReply;
            kept.add(new Kept(type, payload, true));
            Visit visit = getSession().getService(Visit.class);
            Attempt attempt = new Attempt(UUID.randomUUID(), visit.visitor(), kind, command, terminal);
            ChannelStart starting = new ChannelStart(door, this, visit, attempt, List.copyOf(refused));
            door.threads().execute(starting);
        }
    }

    private void pass(String type, byte[] payload, boolean wantReply, Buffer buffer) throws IOException {
        synchronized (lock) {
            if (splice != null) {
                splice.request(new Kept(type, payload, wantReply));
                return;
            }
            boolean pty = "pty-req".equals(type);
            if (pty) {
                String name = buffer.getString();
                terminal = new Attempt.Terminal(name, (int) buffer.getUInt(), (int) buffer.getUInt());
                columns = terminal.columns();
            } else if ("window-change".equals(type)) {
                columns = (int) buffer.getUInt();
                // Only the last size counts: whoever drags his window about while he waits sends hundreds.
                kept.removeIf(request -> request.type().equals(type));
            }
            // Before the start, only what describes the terminal and the environment can be meant.
            boolean known = pty || "env".equals(type) || "window-change".equals(type) || "signal".equals(type);
            if (known && kept.size() < 256) {
                kept.add(new Kept(type, payload, false));
            }
            answer(wantReply, known);
        }
    }

    /** Answers the start request if the client still waits for it. */
    void answerStart(boolean success) throws IOException {
        boolean due;
        synchronized (lock) {
            due = startWantsReply && !startAnswered;
            startAnswered = true;
        }
        answer(due, success);
    }

    void answer(boolean wanted, boolean success) throws IOException {
        if (!wanted) {
            return;
        }
        Buffer packet = getSession()
                .createBuffer(
                        success ? SshConstants.SSH_MSG_CHANNEL_SUCCESS : SshConstants.SSH_MSG_CHANNEL_FAILURE,
                        Integer.BYTES);
        packet.putUInt(getRecipient());
        writePacket(packet);
    }

    // ---- what the start and the splice do with it ----

    Flow down() {
        return down;
    }

    boolean gone() {
        return gone;
    }

    /** Whether the client has closed its side, and only waits for ours. */
    boolean closeReceived() {
        return closeReceived;
    }

    /** From now on what is typed goes to this line, and never to the host. */
    void type(@Nullable TerminalLine line) throws IOException {
        synchronized (lock) {
            typing = line;
            if (line == null) {
                return;
            }
            LocalWindow window = getLocalWindow();
            for (byte[] bytes = early.poll(); bytes != null; bytes = early.poll()) {
                window.release(bytes.length);
            }
            // Who left before this line was there is not told of by anybody else.
            if (earlyEnd || gone) {
                line.ended();
            }
        }
    }

    /** The line is told when the person leaves; what is typed is kept for the host. */
    void onGone(TerminalLine line) {
        synchronized (lock) {
            watching = line;
            if (gone) {
                line.ended();
            }
        }
    }

    /** Hands everything kept back to the splice, and all that comes from now on. */
    void join(Splice joined) throws IOException {
        synchronized (lock) {
            typing = null;
            for (Kept request : kept) {
                boolean starts = request.wantReply();
                joined.replay(request, starts);
            }
            kept.clear();
            LocalWindow window = getLocalWindow();
            for (byte[] bytes = early.poll(); bytes != null; bytes = early.poll()) {
                joined.input(bytes, 0, bytes.length, window);
            }
            if (earlyEnd) {
                joined.endOfInput();
            }
            splice = joined;
        }
    }

    /** Shows lines: on the terminal if there is one, else on standard error. */
    void tell(List<String> lines) {
        boolean onTerminal = terminal != null;
        String end = onTerminal ? "\r\n" : "\n";
        int width = onTerminal ? columns : 0;
        lines.stream().flatMap(line -> Wrapped.at(width, plain(line)).stream()).forEach(line -> {
            byte[] bytes = (line + end).getBytes(StandardCharsets.UTF_8);
            down.bytes(!onTerminal, bytes, 0, bytes.length, null);
        });
    }

    /** What people wrote is shown on other people's terminals: nothing in it may steer them, nor reverse their lines. */
    static String plain(String line) {
        return STEERING.matcher(line).replaceAll("?");
    }

    /** Whether this character, typed or shown, would steer a terminal. */
    static boolean steers(int codePoint) {
        return STEERING.matcher(Character.toString(codePoint)).matches();
    }

    /** Sends how the program ended. */
    void sendExit(Exit exit) throws IOException {
        switch (exit) {
            case Exit.Status status -> send("exit-status", Wire.number(status.code()));
            case Exit.Signalled signalled -> send("exit-signal", Wire.signal(signalled.signal()));
            case Exit.Cut _ -> send("exit-status", Wire.number(255));
            case Exit.NotStarted _ -> send("exit-status", Wire.number(255));
        }
    }

    private void send(String type, byte[] payload) throws IOException {
        Buffer packet = getSession()
                .createBuffer(SshConstants.SSH_MSG_CHANNEL_REQUEST, payload.length + type.length() + Long.SIZE);
        packet.putUInt(getRecipient());
        packet.putString(type);
        packet.putBoolean(false);
        packet.putRawBytes(payload);
        writePacket(packet);
    }

    /** Ends the channel now, whatever is pending: the text if the window lets it, the exit code, and by force soon. */
    void cut(List<String> lines) {
        down.discard();
        try {
            Flow last = new Flow();
            last.attach(this);
            String text = lines.stream().map(DoorChannel::plain).collect(Collectors.joining("\r\n"));
            String end = terminal == null ? "\n" : "\r\n";
            byte[] bytes = (end + text + end).getBytes(StandardCharsets.UTF_8);
            last.bytes(true, bytes, 0, bytes.length, null);
            sendExit(new Exit.Cut(text));
            sendEof();
        } catch (IOException e) {
            // The connection is closing already.
        }
        closeWithin(500);
    }

    private void closeWithin(long millis) {
        close(false);
        var _ = getSession()
                .getFactoryManager()
                .getScheduledExecutorService()
                .schedule(() -> close(true), millis, TimeUnit.MILLISECONDS);
    }

    private void left() {
        gone = true;
        synchronized (lock) {
            if (typing != null) {
                typing.ended();
            }
            if (watching != null) {
                watching.ended();
            }
            if (splice != null) {
                splice.personLeft();
            }
        }
    }

    @Override
    public Channel channel() {
        return this;
    }

    @Override
    public void endOfInput() throws IOException {
        sendEof();
    }

    @Override
    public void finish() {
        try {
            if (closeReceived) {
                super.handleClose();
            }
        } catch (IOException e) {
            // Closing by force below.
        }
        closeWithin(5000);
    }
}
