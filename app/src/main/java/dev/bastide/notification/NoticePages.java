package dev.bastide.notification;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Act;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.PersonId;
import dev.bastide.authority.Reason;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.Listing;
import dev.bastide.page.Live;
import dev.bastide.page.NoSuch;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Reader;
import dev.bastide.page.RowByRow;
import dev.bastide.page.Step;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** What I was told, and that I have read it. */
@Controller
class NoticePages {
    private static final Listing<Told> NOTICES = Listing.<Told>of("notification.notices")
            .choice("state", "unread", "read")
            .choice("kind", "security", "urgent")
            .column("state", told -> new Cell.State(chip(told.row())))
            .column("notice", told -> Cell.text(told.sentence()))
            .sorted("told", told -> Cell.time(told.row().toldAt()))
            .opens(told -> "/notices/" + told.row().notice())
            .several(
                    "notification.several",
                    "/notices/several",
                    told -> told.row().notice().toString());

    private static final Listing<Receipt> RECEIPTS = Listing.<Receipt>of("notification.receipts")
            .column("name", receipt -> Cell.text(receipt.name()))
            .column("told", receipt -> Cell.time(receipt.row().toldAt()))
            .column("read", receipt -> Cell.time(receipt.row().readAt()));

    private final Inbox inbox;
    private final Addresses addresses;
    private final Live live;
    private final AuditLog audit;
    private final Clock clock;
    private final ObjectProvider<Reader.Source> readers;
    private final RowByRow several;

    NoticePages(
            Inbox inbox,
            Addresses addresses,
            Live live,
            AuditLog audit,
            Clock clock,
            ObjectProvider<Reader.Source> readers,
            RowByRow several) {
        this.inbox = inbox;
        this.addresses = addresses;
        this.live = live;
        this.audit = audit;
        this.clock = clock;
        this.readers = readers;
        this.several = several;
    }

    /** A row worded for its reader. */
    private record Told(InboxRow row, String sentence) {}

    /** Whether one person has read it. */
    private record Receipt(InboxRow row, String name) {}

    @GetMapping("/notices")
    @Act(Act.SELF)
    ModelAndView list(Actor actor, ListQuery query, Words words) {
        ListResult<InboxRow> rows = inbox.list(actor.requirePerson(), query);
        List<Told> told = rows.rows().stream()
                .map(row -> new Told(row, sentence(actor, words, row)))
                .toList();
        return NOTICES.page("notification/notices", query, new ListResult<>(told, rows.next(), rows.count()));
    }

    @GetMapping("/notices/{id}")
    @Act(Act.SELF)
    @Transactional
    public ModelAndView open(Actor actor, @PathVariable String id, Words words) {
        PersonId person = actor.requirePerson();
        InboxRow row = row(person, id);
        // An ordinary message counts as read when it is opened; a security message wants a word.
        if (!row.security() && inbox.markRead(person, row.notice(), clock.instant())) {
            live.changed(Notifications.TOPIC, List.of(person));
        }
        ObjectHead head = ObjectHead.of("notification.notice", sentence(actor, words, row))
                .state(chip(row));
        if (row.security() && row.readAt() == null) {
            head = head.primary(Step.send("notification.read", "/notices/" + id + "/read"));
        } else if (!row.path().isEmpty()) {
            head = head.primary(Step.go("notification.go", row.path()));
        }
        return new ModelAndView("notification/notice").addObject("head", head).addObject("row", row);
    }

    @PostMapping("/notices/{id}/read")
    @Act(Act.SELF)
    @Transactional
    public String read(Actor actor, @PathVariable String id) {
        PersonId person = actor.requirePerson();
        InboxRow row = row(person, id);
        Instant now = clock.instant();
        if (inbox.markRead(person, row.notice(), now)) {
            audit.append(AuditRecord.of(
                            now,
                            actor,
                            Tag.NOTIFICATION,
                            "notice.read",
                            "Read the message " + row.kind() + ".",
                            Result.DONE)
                    .object("notice", row.notice()));
            live.changed(Notifications.TOPIC, List.of(person));
        }
        return "redirect:/notices/" + id;
    }

    @PostMapping("/notices/read")
    @Act(Act.SELF)
    String readAll(Actor actor, RedirectAttributes redirect) {
        int read = inbox.markOrdinaryRead(actor.requirePerson(), clock.instant());
        live.changed(Notifications.TOPIC, List.of(actor.requirePerson()));
        Flash.done(redirect, "notification.read.all.done", Integer.toString(read));
        return "redirect:/notices";
    }

    /** Several at once; a security message is not among them, for it wants to be opened (A124). */
    @PostMapping("/notices/several")
    @Act(Act.SELF)
    ModelAndView readSeveral(Actor actor, Form form, Words words, HttpServletRequest request) {
        PersonId person = actor.requirePerson();
        List<RowByRow.Row> rows = RowByRow.chosen(form).stream()
                .map(id -> new RowByRow.Row(
                        id,
                        inbox.find(person, new NoticeId(id))
                                .map(row -> sentence(actor, words, row))
                                .orElse(id.toString())))
                .toList();
        ModelAndView page = several.act(request, "notification.several", "/notices", rows, id -> {
            InboxRow row = row(person, id.toString());
            if (row.security() && row.readAt() == null) {
                throw new ActRefused(Reason.of("notification.refused.one-by-one", "A124", "/notices/" + row.notice()));
            }
            inbox.markRead(person, row.notice(), clock.instant());
        });
        live.changed(Notifications.TOPIC, List.of(person));
        return page;
    }

    @GetMapping("/notices/receipts/{id}")
    @Act("person.read")
    ModelAndView receipts(@PathVariable String id, ListQuery query) {
        List<Receipt> receipts = inbox.receipts(notice(id)).stream()
                .map(row -> new Receipt(row, addresses.name(row.person())))
                .toList();
        if (receipts.isEmpty()) {
            throw new NoSuch("notification.notice", id);
        }
        return RECEIPTS.page(query, ListResult.whole(receipts));
    }

    private InboxRow row(PersonId person, String id) {
        return inbox.find(person, notice(id)).orElseThrow(() -> new NoSuch("notification.notice", id));
    }

    private static NoticeId notice(String id) {
        try {
            return new NoticeId(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            throw new NoSuch("notification.notice", id);
        }
    }

    private String sentence(Actor actor, Words words, InboxRow row) {
        ZoneId zone = readers.orderedStream()
                .map(source -> source.readerOf(actor))
                .flatMap(Optional::stream)
                .map(Reader::zone)
                .findFirst()
                .orElse(ZoneOffset.UTC);
        return NoticeWords.sentence(words, zone, row.key(), row.args());
    }

    private static Chip chip(InboxRow row) {
        if (row.readAt() != null) {
            return Chip.of(Tone.HOLDS, "notification.state.read");
        }
        if (row.security()) {
            return Chip.of(Tone.VIOLATED, "notification.state.security");
        }
        return row.urgent()
                ? Chip.of(Tone.DUE, "notification.state.urgent")
                : Chip.of(Tone.PROGRESS, "notification.state.unread");
    }
}
