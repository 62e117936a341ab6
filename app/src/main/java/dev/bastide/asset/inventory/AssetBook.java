package dev.bastide.asset.inventory;

import dev.bastide.asset.Asset;
import dev.bastide.asset.AssetKey;
import dev.bastide.asset.AssetKind;
import dev.bastide.asset.Assets;
import dev.bastide.asset.NewAsset;
import dev.bastide.asset.Sensitivity;
import dev.bastide.asset.Sight;
import dev.bastide.authority.Actor;
import dev.bastide.authority.AssetId;
import dev.bastide.authority.Authority;
import dev.bastide.authority.PersonId;
import dev.bastide.identity.People;
import dev.bastide.identity.Person;
import dev.bastide.page.BadInput;
import dev.bastide.page.ListQuery;
import dev.bastide.page.ListResult;
import dev.bastide.page.NoSuch;
import dev.bastide.servicetree.ServiceNode;
import dev.bastide.servicetree.ServiceTree;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** What pages and API ask of the book: assets the reader may see, and typed texts turned into an asset. */
@Component
class AssetBook {
    private static final int SHOWN_MAX = 80;

    private final Assets assets;
    private final AssetRows rows;
    private final SiteRows sites;
    private final ServiceTree tree;
    private final People people;
    private final Authority may;
    private final Sight sight;

    AssetBook(
            Assets assets,
            AssetRows rows,
            SiteRows sites,
            ServiceTree tree,
            People people,
            Authority may,
            Sight sight) {
        this.assets = assets;
        this.rows = rows;
        this.sites = sites;
        this.tree = tree;
        this.people = people;
        this.may = may;
        this.sight = sight;
    }

    /** The asset of this id or path, if this reader may see it; one he answers for he always may. Throws {@link NoSuch}. */
    Asset require(Actor actor, String idOrPath) {
        return assets.named(idOrPath)
                .filter(asset -> maySee(actor, asset))
                .orElseThrow(() -> new NoSuch(
                        "asset.asset", idOrPath.length() > SHOWN_MAX ? idOrPath.substring(0, SHOWN_MAX) : idOrPath));
    }

    private boolean maySee(Actor actor, Asset asset) {
        return asset.owner().equals(actor.person())
                || may.may(actor, Assets.READ, asset.node()).isPermitted();
    }

    boolean mayEdit(Actor actor, Asset asset) {
        return may.may(actor, Assets.EDIT, asset.node()).isPermitted();
    }

    /** The assets on the nodes that the reader may see, filtered as asked; an owner is chosen by his login. */
    ListResult<Asset> list(Actor actor, ListQuery query) {
        ListResult<AssetId> found = rows.list(query, sight.nodes(actor, Assets.READ, query.scope()));
        List<Asset> shown =
                found.rows().stream().flatMap(id -> assets.exactly(id).stream()).toList();
        return new ListResult<>(shown, found.next(), found.count());
    }

    /** An asset as typed; dates as {@code 2027-01-31}, keys as {@code kind value} a line. */
    record Typed(
            String kind,
            String name,
            String node,
            String owner,
            String exposure,
            String customer,
            String site,
            String classification,
            boolean customerData,
            String endOfLife,
            String note,
            String keys) {}

    /** Checks what was typed, field by field. Throws {@link BadInput}. */
    NewAsset read(Typed typed) {
        AssetKind kind = word("kind", "asset.bad.kind", () -> AssetKind.of(typed.kind()));
        require(NewAsset.isName(typed.name()), "name", "asset.bad.asset-name");
        ServiceNode node =
                tree.snapshot().byPath(typed.node()).orElseThrow(() -> BadInput.in("node", "asset.bad.node"));
        PersonId owner = typed.owner().isBlank() ? node.owner() : owner(typed.owner());
        Asset.Exposure exposure = typed.exposure().isBlank()
                ? Asset.Exposure.INTERNAL
                : word("exposure", "asset.bad.exposure", () -> Asset.Exposure.of(typed.exposure()));
        boolean isData = kind == AssetKind.DATA_SET;
        require(isData || typed.classification().isBlank(), "classification", "asset.bad.only-data");
        @Nullable
        Sensitivity sensitivity = isData
                ? new Sensitivity(
                        word(
                                "classification",
                                "asset.bad.classification",
                                () -> Asset.Classification.valueOf(
                                        typed.classification().toUpperCase(java.util.Locale.ROOT))),
                        typed.customerData())
                : null;
        require(typed.note().length() <= 2_000, "note", "asset.bad.note");
        require(typed.customer().length() <= 200, "customer", "asset.bad.customer");
        return new NewAsset(
                kind,
                typed.name(),
                node.id(),
                owner,
                exposure,
                typed.customer(),
                site(typed.site()),
                sensitivity,
                day(typed.endOfLife()),
                null,
                typed.note(),
                keys(typed.keys()));
    }

    PersonId owner(String login) {
        return people.byLogin(login.strip()).map(Person::id).orElseThrow(() -> BadInput.in("owner", "asset.bad.owner"));
    }

    @Nullable
    UUID site(String name) {
        if (name.isBlank()) {
            return null;
        }
        return sites.byName(name.strip())
                .map(SiteRows.Site::id)
                .orElseThrow(() -> BadInput.in("site", "asset.bad.site"));
    }

    String siteName(@Nullable UUID site) {
        return site == null ? "" : sites.site(site).map(SiteRows.Site::name).orElse("");
    }

    List<String> siteNames() {
        return sites.sites().stream().map(SiteRows.Site::name).toList();
    }

    String nameOf(PersonId person) {
        return people.find(person).map(Person::name).orElse("?");
    }

    String loginOf(PersonId person) {
        return people.logins(person).stream().findFirst().orElse("");
    }

    private static @Nullable LocalDate day(String typed) {
        if (typed.isBlank()) {
            return null;
        }
        try {
            return LocalDate.parse(typed.strip());
        } catch (DateTimeParseException e) {
            throw BadInput.in("end_of_life", "asset.bad.day");
        }
    }

    /** Keys as lines of {@code kind value}. Throws {@link BadInput} with the line that is none. */
    static List<AssetKey> keys(String typed) {
        List<AssetKey> keys = new ArrayList<>();
        for (String line : typed.lines().map(String::strip).toList()) {
            if (line.isEmpty()) {
                continue;
            }
            int space = line.indexOf(' ');
            Optional<AssetKey> key = Optional.empty();
            if (space > 0) {
                try {
                    key = AssetKey.of(AssetKey.Kind.of(line.substring(0, space)), line.substring(space + 1));
                } catch (IllegalArgumentException e) {
                    key = Optional.empty();
                }
            }
            keys.add(key.orElseThrow(() -> BadInput.in("keys", "asset.bad.key", line)));
        }
        return keys;
    }

    private static <T> T word(String field, String key, java.util.function.Supplier<T> read) {
        try {
            return read.get();
        } catch (IllegalArgumentException e) {
            throw BadInput.in(field, key);
        }
    }

    private static void require(boolean holds, String field, String key) {
        if (!holds) {
            throw BadInput.in(field, key);
        }
    }
}
