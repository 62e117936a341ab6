package dev.bastide.change;

import dev.bastide.access.PermitDesk;
import dev.bastide.asset.Hosts;
import dev.bastide.authority.ActRefused;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.authority.Reason;
import dev.bastide.change.engine.Content;
import dev.bastide.change.specification.Specifications;
import dev.bastide.page.BadInput;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The desk at the bastion's door: whoever stands there without a permit asks for one by typing. The first line may name a
 * specification with its values, as in {@code restart-web unit=nginx}; other lines are free text, which production
 * refuses.
 */
@Component
class TerminalDesk implements PermitDesk {
    private static final String WINDOW = "1h";

    private final Operations operations;
    private final Specifications specifications;
    private final Hosts hosts;

    TerminalDesk(Operations operations, Specifications specifications, Hosts hosts) {
        this.operations = operations;
        this.specifications = specifications;
        this.hosts = hosts;
    }

    @Override
    public Filed fileFromTerminal(Actor actor, HostId host, String account, String reason, List<String> steps) {
        String path = hosts.find(host).map(dev.bastide.asset.Host::path).orElse("");
        try {
            Operation made = operations.request(actor, request(path, account, reason, steps));
            return new Filed.Request(made.revision(), made.path());
        } catch (ActRefused refused) {
            return new Filed.NotFiled(refused.reason());
        } catch (BadInput mistake) {
            return new Filed.NotFiled(new Reason(mistake.key(), mistake.args(), "", "/operations/new"));
        }
    }

    private OperationRequest request(String path, String account, String reason, List<String> typed) {
        List<String> lines = typed.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        Named named = lines.size() == 1 ? named(lines.getFirst()) : null;
        return new OperationRequest(
                List.of(path),
                account,
                named == null ? "" : named.name(),
                named == null ? Map.of() : named.values(),
                named == null ? lines : List.of(),
                List.of(),
                Content.Purpose.CHANGE,
                OperationRequest.WindowText.upon(WINDOW),
                reason,
                "",
                List.of(),
                "",
                "",
                null);
    }

    private record Named(String name, Map<String, String> values) {}

    private @Nullable Named named(String line) {
        List<String> words = Arrays.asList(line.split("\\s+", -1));
        if (specifications.meant(words.getFirst()).isEmpty()) {
            return null;
        }
        Map<String, String> values = new TreeMap<>();
        for (String word : words.subList(1, words.size())) {
            int at = word.indexOf('=');
            if (at < 1) {
                return null;
            }
            values.put(word.substring(0, at), word.substring(at + 1));
        }
        return new Named(words.getFirst(), values);
    }
}
