package dev.bastide.bastion.door;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.bastion.ssh.Address;
import dev.bastide.bastion.ssh.Answer;
import dev.bastide.bastion.ssh.Attempt;
import dev.bastide.bastion.ssh.Gate;
import dev.bastide.bastion.ssh.LoginFailure;
import dev.bastide.bastion.ssh.Refusal;
import dev.bastide.bastion.ssh.Visitor;
import dev.bastide.page.WordsFor;
import java.net.InetAddress;
import java.security.PublicKey;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** Answers the door's questions. */
@Component
class Doorkeeper implements Gate {
    private final Logins logins;
    private final Channels channels;
    private final WordsFor words;
    private final AuditLog audit;
    private final Clock clock;

    Doorkeeper(Logins logins, Channels channels, WordsFor words, AuditLog audit, Clock clock) {
        this.logins = logins;
        this.channels = channels;
        this.words = words;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public Optional<String> owner(Address address, PublicKey key, InetAddress source) {
        return logins.owner(address, key);
    }

    @Override
    public String codeAgain(Visitor visitor) {
        return logins.codeAgain(visitor);
    }

    @Override
    public Optional<String> codePrompt(Visitor visitor) {
        return logins.codePrompt(visitor);
    }

    @Override
    public boolean checkCode(Visitor visitor, String code) {
        return logins.checkCode(visitor, code);
    }

    @Override
    public boolean enter(Visitor visitor) {
        return logins.enter(visitor);
    }

    @Override
    public void failed(LoginFailure failure) {
        logins.failed(failure);
    }

    @Override
    public Answer open(Attempt attempt) {
        return channels.open(attempt);
    }

    @Override
    public String refuse(Visitor visitor, Refusal refusal, String detail) {
        String key = "bastion.door." + refusal.name().toLowerCase(Locale.ROOT).replace('_', '-');
        String content = "Refused at the door: " + key + (detail.isEmpty() ? "" : "; " + detail);
        audit.appendNow(AuditRecord.of(
                clock.instant(), logins.actor(visitor), Tag.SESSION, "session.refuse", content, Result.REFUSED));
        return logins.words(visitor).say(key);
    }

    @Override
    public String undecided() {
        return words.of(Locale.ENGLISH).say("bastion.door.gate-failed");
    }

    @Override
    public void left(Visitor visitor) {
        logins.left(visitor);
    }
}
