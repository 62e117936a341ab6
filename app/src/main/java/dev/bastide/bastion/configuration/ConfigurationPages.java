package dev.bastide.bastion.configuration;

import dev.bastide.asset.Host;
import dev.bastide.asset.Hosts;
import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.Authority;
import dev.bastide.bastion.SessionId;
import dev.bastide.bastion.Sessions;
import dev.bastide.page.NoSuch;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.servlet.ModelAndView;

/** One reading of a device and how it differs from what it was before. Looking at it is recorded. */
@Controller
class ConfigurationPages {
    private final Readings readings;
    private final Hosts hosts;
    private final Sessions sessions;
    private final Authority authority;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    ConfigurationPages(
            Readings readings,
            Hosts hosts,
            Sessions sessions,
            Authority authority,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.readings = readings;
        this.hosts = hosts;
        this.sessions = sessions;
        this.authority = authority;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    // The gate asks only for the sight of hosts: whoever worked on the device may see what became of it.
    @GetMapping("/configurations/{id}")
    @Act("host.read")
    ModelAndView view(Actor actor, @PathVariable UUID id) {
        Reading reading = readings.find(id).orElseThrow(() -> new NoSuch("bastion.configuration", id.toString()));
        Host host = hosts.find(reading.host()).orElseThrow(() -> new NoSuch("bastion.configuration", id.toString()));
        if (!mayLook(actor, host, reading)) {
            authority.may(actor, Sessions.WATCH, host.node()).orThrow();
        }
        AuditRecord told = AuditRecord.of(
                        clock.instant(),
                        actor,
                        Tag.HOST,
                        "configuration.open",
                        "Opened the configuration of " + host.path() + " as read at " + reading.at(),
                        Result.DONE)
                .object("host", host.id());
        String operation = reading.operation();
        transaction.executeWithoutResult(status -> audit.append(operation == null ? told : told.change(operation)));
        return new ModelAndView("bastion/configuration/view")
                .addObject("view", new ConfigurationView(host, reading, lines(reading)));
    }

    /** Whoever held the session it belongs to. */
    private boolean mayLook(Actor actor, Host host, Reading reading) {
        UUID session = reading.session();
        return session != null
                && sessions.find(new SessionId(session))
                        .filter(held -> held.person().equals(actor.person())
                                && held.host().equals(host.id()))
                        .isPresent();
    }

    private List<String> lines(Reading reading) {
        UUID content = reading.content();
        UUID with = reading.comparedWith();
        if (content == null || with == null) {
            return List.of();
        }
        return readings.find(with)
                .map(Reading::content)
                .map(before -> ConfigurationText.between(
                                readings.text(reading.host(), before), readings.text(reading.host(), content))
                        .lines())
                .orElse(List.of());
    }
}
