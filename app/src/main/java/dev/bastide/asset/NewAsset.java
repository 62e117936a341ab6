package dev.bastide.asset;

import dev.bastide.authority.NodeId;
import dev.bastide.authority.PersonId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An asset to be added by somebody who answers for what he says. Throws {@link IllegalArgumentException} for a name that
 * is none and for a data set that does not say what it holds; forms and imports check first.
 *
 * @param keys by what it is known again when it is seen
 */
public record NewAsset(
        AssetKind kind,
        String name,
        NodeId node,
        PersonId owner,
        Asset.Exposure exposure,
        @Nullable String customer,
        @Nullable UUID site,
        @Nullable Sensitivity sensitivity,
        @Nullable LocalDate endOfLife,
        @Nullable Instant expiresAt,
        String note,
        List<AssetKey> keys) {
    private static final int NAME_CHARACTERS_MAX = 253;
    private static final int NOTE_CHARACTERS_MAX = 2_000;
    private static final int CUSTOMER_CHARACTERS_MAX = 200;

    /** Checks every part. */
    public NewAsset {
        name = name.strip();
        keys = List.copyOf(keys);
        if (!isName(name)) {
            throw new IllegalArgumentException("not a usable name of an asset");
        }
        if ((kind == AssetKind.DATA_SET) != (sensitivity != null)) {
            throw new IllegalArgumentException("a data set, and nothing else, says what it holds");
        }
        if (note.length() > NOTE_CHARACTERS_MAX) {
            throw new IllegalArgumentException("the note is too long");
        }
        customer = customer == null || customer.isBlank() ? null : customer.strip();
        if (customer != null && customer.length() > CUSTOMER_CHARACTERS_MAX) {
            throw new IllegalArgumentException("the customer's name is too long");
        }
    }

    /** One of which nothing more is known than what it is, where it belongs and who answers for it. */
    public static NewAsset of(AssetKind kind, String name, NodeId node, PersonId owner) {
        return new NewAsset(
                kind, name, node, owner, Asset.Exposure.INTERNAL, null, null, null, null, null, "", List.of());
    }

    /** The same with keys. */
    public NewAsset knownBy(List<AssetKey> known) {
        return new NewAsset(
                kind, name, node, owner, exposure, customer, site, sensitivity, endOfLife, expiresAt, note, known);
    }

    /** Whether a text can be the name of an asset: one line without control characters, at most 253 long. */
    public static boolean isName(String text) {
        String plain = text.strip();
        return !plain.isEmpty()
                && plain.length() <= NAME_CHARACTERS_MAX
                && plain.codePoints().noneMatch(Character::isISOControl);
    }
}
