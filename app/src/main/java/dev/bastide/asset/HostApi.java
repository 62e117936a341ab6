package dev.bastide.asset;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.HostId;
import dev.bastide.page.ApiList;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Hosts by JSON: the same decisions as the console. */
@RestController
@RequestMapping("/api/v1/hosts")
class HostApi {
    /** A host to be added. {@code host_keys} are proposals that a second person confirms. */
    record NewHostJson(
            @Nullable String name,
            @Nullable String address,
            @Nullable Integer port,
            @Nullable String node,
            @Nullable List<String> accounts,
            @Nullable String kind,
            @Nullable String credential,
            @Nullable String customer,
            @JsonProperty("host_keys") @Nullable List<String> hostKeys) {}

    /** A host as the API tells it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record HostJson(
            String id,
            String name,
            String path,
            String address,
            int port,
            String kind,
            List<AccountJson> accounts,
            @Nullable String customer,
            String pin,
            List<PinJson> pins) {}

    /** An account; {@code public_key} is the line for its {@code authorized_keys}. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AccountJson(
            String name,
            String credential,
            @JsonProperty("public_key") @Nullable String publicKey) {}

    /** A host key and how far it is trusted; {@code same_machine} names other hosts with the same key. */
    record PinJson(
            String id,
            String type,
            String fingerprint,
            String state,
            String source,
            @JsonProperty("same_machine") List<TwinJson> sameMachine) {}

    /** Another host with the same key; {@code host} is missing where the caller may not see it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record TwinJson(@Nullable String host, boolean production) {
        static TwinJson of(SameMachine.Twin twin) {
            return new TwinJson(twin.path().isEmpty() ? null : twin.path(), twin.production());
        }
    }

    /** Host keys to propose. */
    record KeysJson(@Nullable List<String> keys) {}

    /** A word about a decision; {@code sameMachine} that the other hosts with this key have been seen. */
    record NoteJson(@Nullable String note, @Nullable Boolean sameMachine) {
        HostPins.Word word(boolean confirmed) {
            return new HostPins.Word(confirmed, note == null ? "" : note, Boolean.TRUE.equals(sameMachine));
        }
    }

    /** The line for {@code TrustedUserCAKeys}. */
    record AuthorityJson(@JsonProperty("trusted_user_ca") String line) {}

    private final HostBook book;
    private final Hosts hosts;
    private final HostPins pins;
    private final HostCare care;
    private final SshAuthority authority;
    private final Sight sight;

    HostApi(HostBook book, Hosts hosts, HostPins pins, HostCare care, SshAuthority authority, Sight sight) {
        this.book = book;
        this.hosts = hosts;
        this.pins = pins;
        this.care = care;
        this.authority = authority;
        this.sight = sight;
    }

    @GetMapping
    @Act("host.read")
    ApiList<HostJson> list(Actor actor, ListQuery query) {
        ListResult<Host> page = book.list(query, sight.nodes(actor, Hosts.READ, query.scope()));
        Keys keys = keys(actor, page.rows());
        return ApiList.of(page, host -> json(host, keys));
    }

    @GetMapping("/authority")
    @Act("host.read")
    AuthorityJson authority() {
        return new AuthorityJson(authority.publicLine());
    }

    @GetMapping("/{name}")
    @Act("host.read")
    HostJson show(Actor actor, @PathVariable String name) {
        return json(actor, book.require(actor, name));
    }

    @PostMapping
    @Act("host.edit")
    ResponseEntity<HostJson> add(Actor actor, @RequestBody NewHostJson body) {
        NewHost host = book.newHost(
                new HostBook.Typed(
                        text(body.name()),
                        text(body.address()),
                        body.port() == null ? 22 : body.port(),
                        text(body.node()),
                        body.accounts() == null ? "" : String.join(" ", body.accounts()),
                        text(body.customer())),
                "network_device".equals(body.kind()) ? Host.Kind.NETWORK_DEVICE : Host.Kind.HOST,
                "certificate".equals(body.credential()) ? Host.CredentialKind.CERTIFICATE : Host.CredentialKind.KEY);
        List<String> keys = body.hostKeys() == null ? List.of() : body.hostKeys();
        if (!keys.isEmpty()) {
            HostPins.keys(String.join("\n", keys));
        }
        hosts.add(actor, host);
        Host added = hosts.byName(host.name()).orElseThrow();
        if (!keys.isEmpty()) {
            pins.propose(actor, added, String.join("\n", keys), HostPin.Source.PASTED);
        }
        return ResponseEntity.status(HttpStatus.CREATED).body(json(actor, book.require(actor, host.name())));
    }

    @PostMapping("/{name}/pins")
    @Act("host.edit")
    HostJson propose(Actor actor, @PathVariable String name, @RequestBody KeysJson body) {
        Host host = book.require(actor, name);
        List<String> keys = body.keys() == null ? List.of() : body.keys();
        pins.propose(actor, host, String.join("\n", keys), HostPin.Source.PASTED);
        return json(actor, book.require(actor, name));
    }

    @PostMapping("/{name}/pins/{pin}/confirm")
    @Act("host.confirm")
    HostJson confirm(Actor actor, @PathVariable String name, @PathVariable UUID pin, @RequestBody NoteJson body) {
        pins.decide(actor, book.require(actor, name), pin, body.word(true));
        return json(actor, book.require(actor, name));
    }

    @PostMapping("/{name}/pins/{pin}/refuse")
    @Act("host.confirm")
    HostJson refuse(Actor actor, @PathVariable String name, @PathVariable UUID pin, @RequestBody NoteJson body) {
        pins.decide(actor, book.require(actor, name), pin, body.word(false));
        return json(actor, book.require(actor, name));
    }

    /** The keys of some hosts and what they say of other hosts, asked for all at once. */
    private record Keys(Map<HostId, List<HostPin>> pins, Map<UUID, List<SameMachine.Twin>> twins) {
        List<HostPin> of(Host host) {
            return pins.getOrDefault(host.id(), List.of());
        }
    }

    private Keys keys(Actor actor, List<Host> several) {
        Map<HostId, List<HostPin>> found = pins.of(several);
        return new Keys(
                found,
                pins.twins(actor, found.values().stream().flatMap(List::stream).toList()));
    }

    private HostJson json(Actor actor, Host host) {
        return json(host, keys(actor, List.of(host)));
    }

    private HostJson json(Host host, Keys keys) {
        return new HostJson(
                host.id().toString(),
                host.name(),
                host.path(),
                host.address(),
                host.port(),
                host.kind().name().toLowerCase(java.util.Locale.ROOT),
                host.accounts().stream().map(account -> account(host, account)).toList(),
                host.customer(),
                HostView.word(host.pin()),
                keys.of(host).stream()
                        .map(pin -> new PinJson(
                                pin.id().toString(),
                                pin.type(),
                                pin.fingerprint(),
                                HostView.word(pin.state()),
                                HostView.word(pin.source()),
                                keys.twins().getOrDefault(pin.id(), List.of()).stream()
                                        .map(TwinJson::of)
                                        .toList()))
                        .toList());
    }

    private AccountJson account(Host host, Host.Account account) {
        return new AccountJson(
                account.name(),
                HostView.word(account.credentialKind()),
                care.publicLine(host, account.name()).orElse(null));
    }

    private static String text(@Nullable String value) {
        if (value != null && value.length() > 2_000) {
            throw BadInput.in("", "page.form.too-long", "2000", Integer.toString(value.length()));
        }
        return value == null ? "" : value.strip();
    }
}
