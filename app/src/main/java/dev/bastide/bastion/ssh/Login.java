package dev.bastide.bastion.ssh;

import java.io.IOException;
import java.net.InetAddress;
import java.security.PublicKey;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.util.buffer.Buffer;
import org.apache.sshd.server.session.ServerSession;
import org.apache.sshd.server.session.ServerUserAuthService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One login: a key whose signature verified, then the code, then the decision. The order is kept here and nowhere else.
 *
 * <p>Questions to the gate are answered on other threads. Until one is answered no further message is taken: a client
 * that sends one is disconnected, since answers meant for one method must never count for another.
 */
final class Login extends ServerUserAuthService {
    private static final AttributeRepository.AttributeKey<Visitor> VISITOR = new AttributeRepository.AttributeKey<>();
    private static final AttributeRepository.AttributeKey<String> MISSED = new AttributeRepository.AttributeKey<>();
    private static final Logger LOG = LoggerFactory.getLogger(Login.class);
    private static final int CODES_PER_CONNECTION = 3;

    private enum Outcome {
        SUCCESS,
        CODE_NEEDED,
        FAILURE,
        /** The key would do; the client is to sign. */
        KEY_WOULD_DO,
        /** Nobody could decide: refused, and said, since trying the next key would not help. */
        UNDECIDED
    }

    private final Gate gate;
    private final Executor threads;
    private final SourceLimits limits;
    private final InetAddress source;
    private final Set<LoginFailure.Kind> recorded = EnumSet.noneOf(LoginFailure.Kind.class);
    private boolean waiting;
    private boolean codeExpected;
    private int codesTried;
    private String prompt = "";
    // In the prompt itself: quiet clients show no other text.
    private volatile String before = "";
    private Runnable yes = () -> {};
    private @Nullable Visitor visitor;

    Login(Session session, Gate gate, Executor threads, SourceLimits limits) throws IOException {
        super(session);
        this.gate = gate;
        this.threads = threads;
        this.limits = limits;
        this.source = SourceLimits.addressOf(session.getRemoteAddress());
    }

    /** Who logged in on this session; empty before. */
    static Optional<Visitor> visitor(Session session) {
        return Optional.ofNullable(session.getAttribute(VISITOR));
    }

    @Override
    public synchronized void process(int cmd, Buffer buffer) throws Exception {
        if (waiting) {
            getSession().disconnect(SshConstants.SSH2_DISCONNECT_PROTOCOL_ERROR, "one request at a time");
            return;
        }
        super.process(cmd, buffer);
    }

    /** Whether the code is what is expected now. */
    synchronized boolean expectsCode() {
        return codeExpected && codesTried < CODES_PER_CONNECTION;
    }

    synchronized String prompt() {
        return before + prompt;
    }

    /** A request that no gate need be asked about; recorded once for a connection and kind. */
    void failed(LoginFailure.Kind kind, String name) {
        if (recorded.add(kind)) {
            limits.failed(source);
            threads.execute(() -> record(kind, name));
        }
    }

    /** A key that does not fit. Agents offer many, so it counts only if the connection ends without a login. */
    void missed(String name) {
        getSession().setAttribute(MISSED, name);
    }

    /** The name that this session tried keys for, none of which fitted. */
    static Optional<String> missedName(Session session) {
        return visitor(session).isPresent() ? Optional.empty() : Optional.ofNullable(session.getAttribute(MISSED));
    }

    /** The client asks whether this key would do; the answer is sent later. */
    void offered(Address address, PublicKey key, Runnable sendYes) {
        yes = sendYes;
        ask(() -> {
            if (gate.owner(address, key, source).isEmpty()) {
                missed(address.toString());
                return Outcome.FAILURE;
            }
            return Outcome.KEY_WOULD_DO;
        });
    }

    /** The signature of this key has verified. */
    void verified(Address address, PublicKey key) {
        ask(() -> {
            Optional<String> owner = gate.owner(address, key, source);
            if (owner.isEmpty()) {
                missed(address.toString());
                return Outcome.FAILURE;
            }
            Visitor known = new Visitor(UUID.randomUUID(), owner.get(), KeyUtils.getFingerPrint(key), source, address);
            Optional<String> asked = gate.codePrompt(known);
            visitor = known;
            if (asked.isPresent()) {
                prompt = asked.get();
                return Outcome.CODE_NEEDED;
            }
            return decide(known);
        });
    }

    /** The person typed this code. */
    void code(String typed) {
        Visitor known = visitor;
        if (known == null || !expectsCode()) {
            throw new IllegalStateException("no code is expected");
        }
        codesTried++;
        ask(() -> {
            Outcome outcome = gate.checkCode(known, typed)
                    ? decide(known)
                    : turnedAway(LoginFailure.Kind.WRONG_CODE, known.address());
            if (outcome == Outcome.FAILURE) {
                // The same whether the code was wrong or its owner may not come in.
                before = gate.codeAgain(known) + " ";
            }
            return outcome;
        });
    }

    private Outcome decide(Visitor known) {
        if (!gate.enter(known)) {
            return turnedAway(LoginFailure.Kind.NOT_ADMITTED, known.address());
        }
        getSession().setAttribute(VISITOR, known);
        return Outcome.SUCCESS;
    }

    private Outcome turnedAway(LoginFailure.Kind kind, Address address) {
        limits.failed(source);
        record(kind, address.toString());
        return Outcome.FAILURE;
    }

    private void record(LoginFailure.Kind kind, String name) {
        try {
            gate.failed(LoginFailure.of(kind, name, source));
        } catch (RuntimeException e) {
            LOG.warn("A refused login could not be recorded: {}", e.toString());
        }
    }

    private void ask(Supplier<Outcome> question) {
        waiting = true;
        threads.execute(() -> {
            Outcome outcome;
            try {
                outcome = question.get();
            } catch (RuntimeException e) {
                LOG.warn("The decision on a login failed, so it is refused", e);
                record(LoginFailure.Kind.GATE_FAILED, "");
                outcome = Outcome.UNDECIDED;
            }
            answer(outcome);
        });
    }

    private synchronized void answer(Outcome outcome) {
        waiting = false;
        ServerSession session = getSession();
        if (!session.isOpen()) {
            return;
        }
        try {
            switch (outcome) {
                case SUCCESS -> {
                    codeExpected = false;
                    super.handleAuthenticationSuccess(
                            SshConstants.SSH_MSG_USERAUTH_REQUEST, session.createBuffer((byte) 0));
                }
                case CODE_NEEDED -> {
                    codeExpected = true;
                    sendFailure(true);
                }
                case FAILURE -> sendFailure(false);
                case KEY_WOULD_DO -> yes.run();
                case UNDECIDED ->
                    session.disconnect(SshConstants.SSH2_DISCONNECT_SERVICE_NOT_AVAILABLE, gate.undecided());
            }
        } catch (Exception e) {
            LOG.debug("A login could not be answered: {}", e.toString());
            session.close(true);
        }
    }

    @Override
    protected void handleAuthenticationSuccess(int cmd, Buffer buffer) {
        // Methods never succeed by themselves: success comes through answer() alone.
        throw new IllegalStateException("unexpected success");
    }

    @Override
    protected void handleAuthenticationFailure(int cmd, Buffer buffer) throws Exception {
        sendFailure(false);
    }

    private void sendFailure(boolean partial) throws IOException {
        ServerSession session = getSession();
        Buffer packet = session.createBuffer(SshConstants.SSH_MSG_USERAUTH_FAILURE, Long.SIZE);
        packet.putString(expectsCode() ? "keyboard-interactive" : "publickey");
        packet.putBoolean(partial);
        session.writePacket(packet);
        if (codesTried >= CODES_PER_CONNECTION) {
            session.disconnect(SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE, "too many attempts");
        }
    }
}
