package dev.bastide.bastion.ssh;

import java.net.InetAddress;
import java.security.PublicKey;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** A gate for tests: keys by login, hosts by name, and an answer that a test may replace. */
final class TestGate implements Gate {
    final Map<String, List<PublicKey>> keys = new ConcurrentHashMap<>();
    final Map<String, Target> hosts = new ConcurrentHashMap<>();
    final Map<String, String> codes = new ConcurrentHashMap<>();
    final List<LoginFailure> failures = new CopyOnWriteArrayList<>();
    final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    final List<Reel> reels = new CopyOnWriteArrayList<>();
    final List<Refusal> refusals = new CopyOnWriteArrayList<>();
    final List<Visitor> entered = new CopyOnWriteArrayList<>();
    final List<Visitor> left = new CopyOnWriteArrayList<>();
    volatile boolean admits = true;
    volatile boolean broken;
    volatile Function<Attempt, Answer> answer = this::admit;

    @Override
    public Optional<String> owner(Address address, PublicKey key, InetAddress source) {
        if (broken) {
            throw new IllegalStateException("the database is away");
        }
        boolean his = keys.getOrDefault(address.person(), List.of()).stream().anyMatch(k -> SshKeys.same(k, key));
        return his ? Optional.of(address.person()) : Optional.empty();
    }

    @Override
    public String codeAgain(Visitor visitor) {
        return "Not this code.";
    }

    @Override
    public Optional<String> codePrompt(Visitor visitor) {
        return codes.containsKey(visitor.person()) ? Optional.of("Code: ") : Optional.empty();
    }

    @Override
    public boolean checkCode(Visitor visitor, String code) {
        return code.equals(codes.get(visitor.person()));
    }

    @Override
    public boolean enter(Visitor visitor) {
        entered.add(visitor);
        return admits;
    }

    @Override
    public void failed(LoginFailure failure) {
        failures.add(failure);
    }

    @Override
    public Answer open(Attempt attempt) {
        attempts.add(attempt);
        return answer.apply(attempt);
    }

    @Override
    public String refuse(Visitor visitor, Refusal refusal, String detail) {
        refusals.add(refusal);
        return "bastion: " + refusal;
    }

    @Override
    public String undecided() {
        return "Nobody can decide now.";
    }

    @Override
    public void left(Visitor visitor) {
        left.add(visitor);
    }

    /** Back to admitting everybody. */
    void reset() {
        broken = false;
        failures.clear();
        attempts.clear();
        reels.clear();
        refusals.clear();
        entered.clear();
        left.clear();
        codes.clear();
        admits = true;
        answer = this::admit;
    }

    Answer admit(Attempt attempt) {
        return admit(attempt, Instant.MAX);
    }

    Answer admit(Attempt attempt, Instant notAfter) {
        String name = attempt.visitor().address().host();
        Target target = name == null ? null : hosts.get(name);
        if (target == null) {
            return new Answer.Refused(List.of("No such host."), 3);
        }
        Target own = new Target(
                attempt.visitor().person(),
                target.host(),
                target.port(),
                target.hostKeys(),
                target.account(),
                target.credential());
        Reel reel = new Reel();
        reels.add(reel);
        return new Answer.Admitted(UUID.randomUUID(), own, reel, notAfter, List.of());
    }

    Reel lastReel() {
        return reels.getLast();
    }
}
