package dev.bastide.identity;

import dev.bastide.authority.Actor;
import dev.bastide.page.Banner;
import dev.bastide.page.Tone;
import dev.bastide.vault.Vault;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Reminds those who can mend it that the master key lies beside the data it protects, until it is moved. Source: seed
 * 000 s4 (A111).
 */
@Component
class KeyWarning implements Banner.Source {
    private static final Set<String> DUTIES = Set.of(Duty.ADMINISTRATOR, Duty.ISO);

    private final Vault vault;
    private final Duties duties;

    KeyWarning(Vault vault, Duties duties) {
        this.vault = vault;
        this.duties = duties;
    }

    @Override
    public Optional<Banner> banner(@Nullable Actor actor) {
        if (actor == null || actor.person() == null || !vault.keyLiesBesideData()) {
            return Optional.empty();
        }
        return duties.current(actor.person())
                .filter(held -> DUTIES.contains(held.duty()))
                .map(held -> new Banner(Tone.DUE, "identity.banner.key", List.of(), ""));
    }
}
