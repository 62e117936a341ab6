package dev.bastide.record.forward;

import dev.bastide.authority.Actor;
import dev.bastide.page.Form;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Reads the form of a target, and says what of it cannot be. */
@Component
class ForwardForm {
    private static final Pattern SERVER =
            Pattern.compile("([A-Za-z0-9._-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}]):([0-9]{1,5})");
    private static final int PORT_MAX = 65_535;
    private static final int NAME_MAX = 60;
    private static final int ADDRESS_MAX = 500;
    private static final int PEM_MAX = 100_000;
    private static final int MINUTES_MAX = 10_080;

    private final Allowed allowed;

    ForwardForm(Allowed allowed) {
        this.allowed = allowed;
    }

    static Form blank() {
        return Form.blank("kind", "webhook", "minutes", "15");
    }

    /** What was typed; nothing when a field of it is marked. */
    Optional<Target> read(Actor actor, Form form) {
        String name = form.required("name", NAME_MAX);
        Target.Kind kind = kind(form);
        String address = address(form, kind);
        String authority = authority(form);
        Secret secret = secret(form, kind);
        int minutes = form.number("minutes", 1, MINUTES_MAX).orElse(1);
        if (!form.ok()) {
            return Optional.empty();
        }
        return Optional.of(new Target(
                UUID.randomUUID(),
                name,
                kind,
                address,
                authority,
                secret,
                Duration.ofMinutes(minutes),
                actor.requirePerson(),
                Optional.empty(),
                Target.State.ASKED));
    }

    private static Target.Kind kind(Form form) {
        try {
            return Target.Kind.valueOf(form.text("kind").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            form.reject("kind", "page.form.required");
            return Target.Kind.WEBHOOK;
        }
    }

    private String address(Form form, Target.Kind kind) {
        String text = form.required("address", ADDRESS_MAX);
        if (text.isEmpty()) {
            return text;
        }
        Optional<String> host = kind == Target.Kind.WEBHOOK ? webhook(text) : server(text);
        if (host.isEmpty()) {
            form.reject(
                    "address",
                    kind == Target.Kind.WEBHOOK ? "record.forward.bad-webhook" : "record.forward.bad-server");
            return text;
        }
        try {
            allowed.of(host.get());
        } catch (NotDelivered e) {
            form.reject("address", e.key(), e.args().toArray(String[]::new));
        }
        return text;
    }

    private static Optional<String> webhook(String text) {
        try {
            URI address = URI.create(text);
            boolean good = "https".equals(address.getScheme())
                    && address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getFragment() == null;
            return good ? Optional.of(address.getHost()) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> server(String text) {
        Matcher server = SERVER.matcher(text);
        if (!server.matches()
                || Integer.parseInt(server.group(2)) > PORT_MAX
                || server.group(2).equals("0")) {
            return Optional.empty();
        }
        return Optional.of(server.group(1).replaceAll("[\\[\\]]", ""));
    }

    private static String authority(Form form) {
        String pem = form.text("authority");
        try {
            if (pem.length() > PEM_MAX) {
                throw new NotDelivered("record.forward.bad-authority");
            }
            Trust.of(pem);
        } catch (NotDelivered e) {
            form.reject("authority", e.key());
        }
        return pem;
    }

    private static Secret secret(Form form, Target.Kind kind) {
        if (kind != Target.Kind.WEBHOOK) {
            return Secret.NONE;
        }
        Optional<Secret> secret = Secret.of(form.text("secret"));
        if (secret.isEmpty()) {
            form.reject("secret", "record.forward.bad-secret");
        }
        return secret.orElse(Secret.NONE);
    }
}
