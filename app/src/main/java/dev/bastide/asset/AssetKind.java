package dev.bastide.asset;

import java.util.Locale;

/** What sort of thing an asset is. */
public enum AssetKind {
    HOST,
    NETWORK_DEVICE,
    DATABASE,
    SERVICE,
    DOMAIN,
    CERTIFICATE,
    IMAGE,
    REPOSITORY,
    DATA_SET,
    SAAS;

    /** The word used in the database, the API and files. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Message key of its word. */
    public String key() {
        return "asset.kind." + word().replace('_', '-');
    }

    /** Reads that word. Throws {@link IllegalArgumentException} for any other. */
    public static AssetKind of(String word) {
        for (AssetKind kind : values()) {
            if (kind.word().equals(word)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("there is no kind of asset " + word);
    }

    /** Whether it is a machine with addresses of its own: only these are known again by where they are. */
    public boolean isMachine() {
        return this == HOST || this == NETWORK_DEVICE;
    }
}
