package dev.bastide.notification;

import dev.bastide.audit.AuditLog;
import dev.bastide.audit.AuditRecord;
import dev.bastide.audit.Result;
import dev.bastide.audit.Tag;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.page.Flash;
import dev.bastide.page.Form;
import dev.bastide.page.Tone;
import dev.bastide.page.Words;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** How mail goes out, and a test that it does. */
@Controller
class MailPages {
    private static final Pattern ADDRESS = Pattern.compile("[^@\\s<>]{1,64}@[^@\\s<>]{1,255}");
    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,253}");
    private static final int PORT_MAX = 65_535;

    private final MailSettings settings;
    private final Postman postman;
    private final Addresses addresses;
    private final AuditLog audit;
    private final Clock clock;

    MailPages(MailSettings settings, Postman postman, Addresses addresses, AuditLog audit, Clock clock) {
        this.settings = settings;
        this.postman = postman;
        this.addresses = addresses;
        this.audit = audit;
        this.clock = clock;
    }

    @GetMapping("/settings/mail")
    @Act("settings.edit")
    ModelAndView show(Words words) {
        Form form = settings.current()
                .map(MailPages::filled)
                .orElseGet(() -> Form.blank("port", "587", "transport", "starttls", "report-port", "993"));
        return page(form, words);
    }

    @PostMapping("/settings/mail")
    @Act("settings.edit")
    Object save(Actor actor, Form form, Words words, RedirectAttributes redirect) {
        Optional<MailSetting> setting = read(form);
        if (setting.isEmpty()) {
            ModelAndView again = page(form, words);
            Form.again("notification/mail", form).getModel().forEach(again.getModel()::putIfAbsent);
            return again;
        }
        settings.save(actor, setting.get());
        Flash.done(redirect, "notification.mail.saved");
        return "redirect:/settings/mail";
    }

    @PostMapping("/settings/mail/test")
    @Act("settings.edit")
    String test(Actor actor, Words words, RedirectAttributes redirect) {
        String to = addresses
                .of(actor.requirePerson())
                .map(AddressBook.Address::email)
                .orElse("");
        Optional<MailSetting> setting = settings.current();
        if (setting.isEmpty() || to.isBlank()) {
            Flash.say(redirect, Tone.VIOLATED, "notification.mail.test.impossible");
            return "redirect:/settings/mail";
        }
        Letter letter = new Letter(
                UUID.randomUUID().toString(),
                to,
                "[Bastide] " + words.say("notification.mail.test.subject"),
                words.say("notification.mail.test.text"),
                false);
        Posted posted = postman.send(setting.get(), letter);
        boolean accepted = posted instanceof Posted.Accepted;
        audit.appendNow(AuditRecord.of(
                clock.instant(),
                actor,
                Tag.NOTIFICATION,
                "mail.test",
                "A test mail to " + to + ": " + posted.reply(),
                accepted ? Result.DONE : Result.FAILED));
        Flash.say(
                redirect,
                accepted ? Tone.HOLDS : Tone.VIOLATED,
                accepted ? "notification.mail.test.sent" : "notification.mail.test.failed",
                to,
                posted.reply());
        return "redirect:/settings/mail";
    }

    private ModelAndView page(Form form, Words words) {
        Map<String, String> transports = new LinkedHashMap<>();
        for (MailSetting.Transport transport : MailSetting.Transport.values()) {
            String word = transport.name().toLowerCase(Locale.ROOT);
            transports.put(word, words.say("notification.mail.transport." + word));
        }
        return new ModelAndView("notification/mail")
                .addObject("form", form)
                .addObject("transports", transports)
                .addObject("set", settings.current().isPresent());
    }

    private static Form filled(MailSetting setting) {
        return Form.blank(
                "host", setting.host(),
                "port", Integer.toString(setting.port()),
                "transport", setting.transport().name().toLowerCase(Locale.ROOT),
                "username", setting.username(),
                "sender", setting.sender(),
                "console-url", setting.consoleUrl(),
                "certificate", setting.trustedCertificate(),
                "report-host", setting.reportHost(),
                "report-port", Integer.toString(setting.reportPort()));
    }

    private Optional<MailSetting> read(Form form) {
        String host = matching(form, "host", HOST, "notification.mail.host.wrong");
        int port = form.number("port", 1, PORT_MAX).orElse(0);
        MailSetting.Transport transport = transport(form);
        String sender = matching(form, "sender", ADDRESS, "notification.mail.sender.wrong");
        String url = consoleUrl(form);
        String username = form.text("username");
        String password = password(form, username, host, transport);
        if (transport == MailSetting.Transport.PLAIN && !password.isEmpty()) {
            form.reject("transport", "notification.mail.plain-password");
        }
        int reportPort = form.number("report-port", 1, PORT_MAX).orElse(0);
        if (!form.ok()) {
            return Optional.empty();
        }
        return Optional.of(new MailSetting(
                host,
                port,
                transport,
                username,
                password,
                sender,
                url,
                form.text("certificate"),
                form.text("report-host"),
                reportPort));
    }

    /** A blank password keeps the one that is stored, for the same server only; no user name, no password. */
    private String password(Form form, String username, String host, MailSetting.Transport transport) {
        String typed = form.text("password");
        if (username.isEmpty() || !typed.isEmpty()) {
            return username.isEmpty() ? "" : typed;
        }
        return settings.current()
                .filter(stored -> stored.host().equals(host)
                        && stored.username().equals(username)
                        && stored.transport() == transport)
                .map(MailSetting::password)
                .orElse("");
    }

    private static MailSetting.Transport transport(Form form) {
        try {
            return MailSetting.Transport.valueOf(form.text("transport").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            form.reject("transport", "page.form.required");
            return MailSetting.Transport.STARTTLS;
        }
    }

    private static String consoleUrl(Form form) {
        String url = form.required("console-url", 300).replaceAll("/+$", "");
        try {
            URI read = URI.create(url);
            if (read.getHost() == null || !("https".equals(read.getScheme()) || "http".equals(read.getScheme()))) {
                form.reject("console-url", "notification.mail.url.wrong");
            }
        } catch (IllegalArgumentException e) {
            form.reject("console-url", "notification.mail.url.wrong");
        }
        return url;
    }

    private static String matching(Form form, String field, Pattern pattern, String key) {
        String text = form.required(field, 320);
        if (!text.isEmpty() && !pattern.matcher(text).matches()) {
            form.reject(field, key);
        }
        return text;
    }
}
