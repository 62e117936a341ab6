package dev.bastide.asset.inventory;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.bastide.asset.Asset;
import dev.bastide.asset.Assets;
import dev.bastide.asset.Sensitivity;
import dev.bastide.authority.Act;
import dev.bastide.authority.Actor;
import dev.bastide.authority.AssetId;
import dev.bastide.page.ApiList;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Assets by JSON: the same decisions as the console. */
@RestController
@RequestMapping("/api/v1/assets")
class AssetApi {
    /** An asset to be added; {@code keys} are texts of kind and value, such as {@code mac 52:54:00:ab:cd:ef}. */
    record NewAssetJson(
            @Nullable String kind,
            @Nullable String name,
            @Nullable String node,
            @Nullable String owner,
            @Nullable String exposure,
            @Nullable String customer,
            @Nullable String site,
            @Nullable String classification,
            @JsonProperty("customer_data") @Nullable Boolean customerData,
            @JsonProperty("end_of_life") @Nullable String endOfLife,
            @Nullable String note,
            @Nullable List<String> keys) {}

    /** An asset as the API tells it; {@code facts} say yes, no or unknown. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record AssetJson(
            String id,
            String kind,
            String name,
            String path,
            String owner,
            String state,
            String exposure,
            @Nullable String customer,
            @Nullable String site,
            @Nullable String classification,
            @JsonProperty("customer_data") @Nullable Boolean customerData,
            @JsonProperty("end_of_life") @Nullable String endOfLife,
            @JsonProperty("first_seen") String firstSeen,
            @JsonProperty("last_seen") @Nullable String lastSeen,
            @JsonProperty("decide_by") @Nullable String decideBy,
            @Nullable List<String> keys,
            @Nullable Map<String, String> facts) {}

    /** Who answers for it from now on; without a name or node it keeps what it has. */
    record ClaimJson(
            @Nullable String name,
            @Nullable String node,
            @Nullable String owner) {}

    /** Why. */
    record WhyJson(@Nullable String why) {}

    /** Which assets are attested. */
    record AttestJson(@Nullable List<String> assets) {}

    private final AssetBook book;
    private final Assets assets;
    private final AssetCare care;
    private final Attestations attestations;
    private final KeyRows keys;
    private final GapList gaps;
    private final ServiceTree tree;

    AssetApi(
            AssetBook book,
            Assets assets,
            AssetCare care,
            Attestations attestations,
            KeyRows keys,
            GapList gaps,
            ServiceTree tree) {
        this.book = book;
        this.assets = assets;
        this.care = care;
        this.attestations = attestations;
        this.keys = keys;
        this.gaps = gaps;
        this.tree = tree;
    }

    @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.TEXT_PLAIN_VALUE})
    @Act("asset.read")
    ResponseEntity<Object> list(
            Actor actor, ListQuery query, @RequestHeader(name = "Accept", defaultValue = "") String accept) {
        ListResult<Asset> found = book.list(actor, query);
        return accept.startsWith(MediaType.TEXT_PLAIN_VALUE)
                ? ResponseEntity.ok()
                        .contentType(new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8))
                        .body(found.rows().stream().map(this::line).collect(Collectors.joining("\n")))
                : ResponseEntity.ok(ApiList.of(found, asset -> json(asset, null, null)));
    }

    // For the shell: one asset a line, its cells parted by tabs.
    private String line(Asset asset) {
        return String.join(
                "\t",
                asset.path(),
                asset.kind().word(),
                asset.state().word(),
                book.loginOf(asset.owner()),
                asset.id().toString());
    }

    @GetMapping("/{id}")
    @Act("self")
    AssetJson show(Actor actor, @PathVariable String id) {
        return whole(book.require(actor, id));
    }

    @PostMapping
    @Act("asset.edit")
    ResponseEntity<AssetJson> add(Actor actor, @RequestBody NewAssetJson body) {
        AssetId id = assets.add(
                actor,
                book.read(new AssetBook.Typed(
                        text(body.kind()),
                        text(body.name()),
                        text(body.node()),
                        text(body.owner()),
                        text(body.exposure()),
                        text(body.customer()),
                        text(body.site()),
                        text(body.classification()),
                        Boolean.TRUE.equals(body.customerData()),
                        text(body.endOfLife()),
                        text(body.note()),
                        body.keys() == null ? "" : String.join("\n", body.keys()))));
        return ResponseEntity.status(HttpStatus.CREATED)
                .body(whole(assets.find(id).orElseThrow()));
    }

    @PostMapping("/{id}/claim")
    @Act("self")
    AssetJson claim(Actor actor, @PathVariable String id, @RequestBody ClaimJson body) {
        Asset asset = book.require(actor, id);
        ServiceNode node = body.node() == null
                ? tree.snapshot().node(asset.node()).orElseThrow(() -> BadInput.in("node", "asset.bad.node"))
                : tree.snapshot().byPath(body.node()).orElseThrow(() -> BadInput.in("node", "asset.bad.node"));
        care.claim(
                actor,
                asset.id(),
                new AssetCare.Claim(
                        body.name() == null ? asset.name() : text(body.name()),
                        node.id(),
                        body.owner() == null ? actor.requirePerson() : book.owner(body.owner())));
        return whole(assets.find(asset.id()).orElseThrow());
    }

    @PostMapping("/{id}/reject")
    @Act("self")
    AssetJson reject(Actor actor, @PathVariable String id, @RequestBody WhyJson body) {
        Asset asset = book.require(actor, id);
        care.reject(actor, asset.id(), text(body.why()));
        return whole(assets.find(asset.id()).orElseThrow());
    }

    @PostMapping("/{id}/retire")
    @Act("asset.edit")
    AssetJson retire(Actor actor, @PathVariable String id, @RequestBody WhyJson body) {
        Asset asset = book.require(actor, id);
        care.retire(actor, asset.id(), text(body.why()));
        return whole(assets.find(asset.id()).orElseThrow());
    }

    @PostMapping("/attest")
    @Act("self")
    List<AssetJson> attest(Actor actor, @RequestBody AttestJson body) {
        List<AssetId> which = (body.assets() == null ? List.<String>of() : body.assets())
                .stream().map(id -> book.require(actor, id).id()).toList();
        attestations.attest(actor, which);
        return which.stream()
                .map(id -> json(assets.find(id).orElseThrow(), null, null))
                .toList();
    }

    private AssetJson whole(Asset asset) {
        Map<String, String> facts = new TreeMap<>();
        gaps.of(asset)
                .forEach(gap ->
                        facts.put(gap.fact(), gap.standing().holds().name().toLowerCase(java.util.Locale.ROOT)));
        List<String> known = keys.history(asset.id().value()).stream()
                .filter(held -> held.endedAt() == null)
                .map(held -> held.key().kind().word() + " " + held.key().value())
                .toList();
        return json(asset, known, facts);
    }

    private AssetJson json(Asset asset, @Nullable List<String> known, @Nullable Map<String, String> facts) {
        Sensitivity held = asset.sensitivity();
        return new AssetJson(
                asset.id().toString(),
                asset.kind().word(),
                asset.name(),
                asset.path(),
                book.loginOf(asset.owner()),
                asset.state().word(),
                asset.exposure().word(),
                asset.customer(),
                asset.site() == null ? null : book.siteName(asset.site()),
                held == null ? null : held.classification().word(),
                held == null ? null : held.customerData(),
                asset.endOfLife() == null ? null : asset.endOfLife().toString(),
                asset.firstSeen().toString(),
                asset.lastSeen() == null ? null : asset.lastSeen().toString(),
                asset.decideBy() == null || asset.state() != Asset.State.UNCLAIMED
                        ? null
                        : asset.decideBy().toString(),
                known,
                facts);
    }

    private static String text(@Nullable String value) {
        if (value != null && value.length() > 4_000) {
            throw BadInput.in("", "page.form.too-long", "4000", Integer.toString(value.length()));
        }
        return value == null ? "" : value.strip();
    }
}
