package dev.bastide.change.engine;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything an approver says yes to. Its {@link #canonical} text is one line a fact, in a fixed order, every value a
 * JSON string, so that two different contents never give the same text; approvals are bound to its SHA-256. Format:
 * docs/formats/operation-content.md. Source: seed 000 s2.2 (A47 to A49), seed 004 s3.1.2 (B11).
 *
 * @param node the node whose head must agree: the lowest one that covers every target
 * @param specification absent for free text, which production never has outside an emergency
 * @param impact nodes that may feel it
 * @param ticket the change ticket's id; obligatory for network devices, empty otherwise
 */
public record Content(
        NodeId node,
        List<Target> targets,
        @Nullable SpecificationRef specification,
        Purpose purpose,
        List<String> steps,
        List<String> rollback,
        List<NodeId> impact,
        String impactText,
        Window window,
        String reason,
        PersonId owner,
        PersonId executor,
        String ticket) {

    /** What it is done for; a test is never done on production. Source: seed 000 s2.2 (A50). */
    public enum Purpose {
        CHANGE,
        TEST
    }

    /** Copies the lists; refuses an operation without target or step. */
    public Content {
        targets = List.copyOf(targets);
        steps = List.copyOf(steps);
        rollback = List.copyOf(rollback);
        impact = impact.stream()
                .distinct()
                .sorted(Comparator.comparing(NodeId::toString))
                .toList();
        if (targets.isEmpty() || steps.isEmpty()) {
            throw new IllegalArgumentException("an operation has a target and a step");
        }
        if (impact.isEmpty() || reason.isBlank()) {
            throw new IllegalArgumentException("an operation names what it touches and why");
        }
    }

    /** The text whose SHA-256 the approvals carry. */
    public String canonical() {
        Lines lines = new Lines();
        lines.line("bastide-operation", "1");
        lines.line("node", node.toString());
        for (Target target : targets) {
            lines.line("target", target.host().toString(), target.node().toString(), target.path(), target.account());
        }
        if (specification != null) {
            lines.line(
                    "specification",
                    specification.versionId().toString(),
                    specification.name(),
                    "" + specification.version());
            specification.values().forEach((name, value) -> lines.line("value", name, value));
        }
        lines.line("purpose", purpose.name());
        steps.forEach(step -> lines.line("step", step));
        rollback.forEach(step -> lines.line("rollback", step));
        impact.forEach(touched -> lines.line("impact", touched.toString()));
        lines.line("impact-text", impactText);
        switch (window) {
            case Window.Upon(var length) -> lines.line("window-upon-approval", length.toString());
            case Window.Fixed(var from, var to, var zone) ->
                lines.line("window", from.toString(), to.toString(), zone.getId());
        }
        lines.line("reason", reason);
        lines.line("owner", owner.toString());
        lines.line("executor", executor.toString());
        lines.line("ticket", ticket);
        return lines.text();
    }

    /** SHA-256 of {@link #canonical}, 64 hexadecimal digits. */
    public String hash() {
        return sha256(canonical());
    }

    /** The same operation in another window. */
    public Content in(Window other) {
        return new Content(
                node,
                targets,
                specification,
                purpose,
                steps,
                rollback,
                impact,
                impactText,
                other,
                reason,
                owner,
                executor,
                ticket);
    }

    /** The same operation in other hands. */
    public Content by(PersonId other) {
        return new Content(
                node,
                targets,
                specification,
                purpose,
                steps,
                rollback,
                impact,
                impactText,
                window,
                reason,
                owner,
                other,
                ticket);
    }

    /** SHA-256 of a text in UTF-8, 64 hexadecimal digits. */
    public static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
