package dev.bastide.asset;

import dev.bastide.asset.engine.ConfigurationCommands;
import dev.bastide.asset.engine.HostText;
import dev.bastide.asset.engine.KeyUnreadable;
import dev.bastide.asset.engine.PrivateKeyText;
import dev.bastide.asset.engine.PublicKeyText;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Action;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.identity.Founding;
import dev.bastide.page.BadInput;
import java.security.KeyPair;
import java.time.Clock;
import java.util.Optional;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What is done to a host after it was added: accounts, keys, notes, retirement. */
@Service
class HostCare {
    private static final Action EDIT = Hosts.EDIT;
    private static final int TEXT_MAX = 2_000;

    private final HostRows rows;
    private final HostAssets assets;
    private final Credentials credentials;
    private final Authority may;
    private final Founding founding;
    private final AuditLog audit;
    private final Clock clock;

    HostCare(
            HostRows rows,
            HostAssets assets,
            Credentials credentials,
            Authority may,
            Founding founding,
            AuditLog audit,
            Clock clock) {
        this.rows = rows;
        this.assets = assets;
        this.credentials = credentials;
        this.may = may;
        this.founding = founding;
        this.audit = audit;
        this.clock = clock;
    }

    /** Adds an account; one with a bastion-held key gets a fresh one. */
    @Transactional
    public void addAccount(Actor actor, Host host, Host.Account account) {
        may.may(actor, EDIT, host.node()).orThrow();
        if (!HostText.isAccount(account.name())) {
            throw BadInput.in("account", "asset.bad.account");
        }
        if (host.account(account.name()).isPresent()) {
            throw BadInput.in("account", "asset.bad.account-twice", account.name());
        }
        rows.insertAccount(host.id(), account);
        if (account.credentialKind() == Host.CredentialKind.KEY) {
            keep(actor, host, account.name(), PrivateKeyText.generate());
        }
        note(
                actor,
                host,
                "account " + account.name() + " added, reached with "
                        + (account.credentialKind() == Host.CredentialKind.KEY
                                ? "a key held by the bastion"
                                : "certificates of Bastide"));
    }

    /** Makes a fresh key for an account; the one before it serves no more. */
    @Transactional
    public void renewKey(Actor actor, Host host, String account) {
        may.may(actor, EDIT, host.node()).orThrow();
        require(host, account);
        keep(actor, host, account, PrivateKeyText.generate());
        note(actor, host, "new key made for account " + account);
    }

    /** Takes over a key that the account already accepts. The private text is sealed at once and never shown again. */
    @Transactional
    public void importKey(Actor actor, Host host, String account, String privateText) {
        may.may(actor, EDIT, host.node()).orThrow();
        require(host, account);
        try {
            KeyPair pair = PrivateKeyText.parseOpenSsh(privateText);
            PublicKeyText shown = PrivateKeyText.publicTextOf(privateText);
            credentials.keep(
                    host.id(), account, new Credentials.NewKey(pair, shown, true, actor.person(), clock.instant()));
            note(actor, host, "key " + shown.fingerprint() + " imported for account " + account);
        } catch (KeyUnreadable e) {
            throw BadInput.in("key", "asset.bad.private-key");
        }
    }

    /** The line for the account's {@code authorized_keys}, where the bastion holds its key. */
    Optional<String> publicLine(Host host, String account) {
        return credentials.publicLine(host.id(), account).map(line -> line + " bastide " + host.name());
    }

    /** Notes where the sealed console account lies, and how a network device shows its configuration. */
    @Transactional
    public void describe(Actor actor, Host host, String consoleNote, String configCommand) {
        may.may(actor, EDIT, host.node()).orThrow();
        if (consoleNote.length() > TEXT_MAX) {
            throw tooLong("console_note", TEXT_MAX, consoleNote);
        }
        if (!configCommand.isEmpty() && !ConfigurationCommands.isKnown(configCommand)) {
            throw BadInput.in("config_command", "asset.bad.config-command");
        }
        rows.describe(host.id(), consoleNote, configCommand);
        note(actor, host, "notes changed");
    }

    /** Takes the host out of the inventory; its history stays. */
    @Transactional
    public void retire(Actor actor, Host host) {
        may.may(actor, EDIT, host.node()).orThrow();
        rows.retire(host.id(), clock.instant());
        assets.retire(host.id(), actor.person(), clock.instant());
        note(actor, host, "retired");
    }

    private void keep(Actor actor, Host host, String account, KeyPair pair) {
        PublicKeyText shown = PrivateKeyText.publicText(pair);
        credentials.keep(
                host.id(), account, new Credentials.NewKey(pair, shown, false, actor.person(), clock.instant()));
    }

    private void note(Actor actor, Host host, String what) {
        if (Hosts.isFounding(founding, actor)) {
            founding.note(actor, "host " + host.path() + ": " + what);
        }
        String content = founding.mark() + "Host " + host.path() + ": " + what;
        audit.append(AuditRecord.of(clock.instant(), actor, Tag.HOST, "host.edit", content, Result.DONE)
                .object("host", host.id()));
    }

    private static void require(Host host, String account) {
        if (host.account(account).isEmpty()) {
            throw BadInput.in("account", "asset.no-such-account", account, host.path());
        }
    }

    private static BadInput tooLong(String field, int max, String text) {
        return BadInput.in(field, "page.form.too-long", Integer.toString(max), Integer.toString(text.length()));
    }
}
