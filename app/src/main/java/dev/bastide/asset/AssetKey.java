package dev.bastide.asset;

import dev.bastide.asset.engine.KeyText;
import java.util.Locale;
import java.util.Optional;

/**
 * Something by which an asset is known again, in its one written form. Made by {@link #of}, which takes no key that many
 * things share: a serial number that nobody filled in, a virtual router's MAC, a link-local address.
 */
public record AssetKey(Kind kind, String value) {

    /** The kinds, the strongest first: of two keys that speak of different assets the stronger is believed. */
    public enum Kind {
        AGENT(0),
        CLOUD(1),
        SSH_KEY(2),
        SERIAL(3),
        MAC(4),
        NAME(5),
        CERTIFICATE(6),
        ADDRESS(7);

        /** Keys of this rank and above are weak. */
        public static final int WEAK_FROM = 6;

        private final int rank;

        Kind(int rank) {
            this.rank = rank;
        }

        /** How strong it is: 0 is the strongest. */
        public int rank() {
            return rank;
        }

        /** The word used in the database, the API and files. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Reads that word. Throws {@link IllegalArgumentException} for any other. */
        public static Kind of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }

        /** Whether such a key belongs to one thing alone; a certificate is copied and an address wanders. */
        public boolean isStrong() {
            return rank < WEAK_FROM;
        }
    }

    /** A key in its one written form; nothing where it cannot tell one thing from another. */
    public static Optional<AssetKey> of(Kind kind, String written) {
        Optional<String> value = switch (kind) {
            case MAC -> KeyText.mac(written);
            case ADDRESS -> KeyText.address(written);
            case SERIAL -> KeyText.serial(written);
            case CERTIFICATE -> KeyText.certificate(written);
            case SSH_KEY -> KeyText.sshKey(written);
            case NAME -> KeyText.name(written);
            case AGENT, CLOUD -> KeyText.plain(written);
        };
        return value.map(text -> new AssetKey(kind, text));
    }

    /** What a logical thing, such as a domain or an image, is known by: its kind and its name. */
    public static Optional<AssetKey> named(AssetKind kind, String name) {
        return of(Kind.NAME, kind.word() + ":" + name);
    }
}
