package dev.bastide.record;

import dev.bastide.authority.Act;
import dev.bastide.page.Cell;
import dev.bastide.page.Chip;
import dev.bastide.page.Fact;
import dev.bastide.page.ObjectHead;
import dev.bastide.page.Tone;
import dev.bastide.vault.Escrow;
import dev.bastide.vault.Vault;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.servlet.ModelAndView;

/** How the master key stands: its age, its place, and who has shares of it. It shows no key. */
@Controller
class KeyPages {
    private final Vault vault;
    private final KeyWatch watch;

    KeyPages(Vault vault, KeyWatch watch) {
        this.vault = vault;
        this.watch = watch;
    }

    @GetMapping(KeyWatch.PATH)
    @Act("audit.read")
    ModelAndView keys() {
        Vault.Master master = vault.master();
        Optional<Escrow> escrow = watch.escrow();
        boolean stale = escrow.map(given -> given.isStale(master.fingerprint())).orElse(true);
        return new ModelAndView("record/keys")
                .addObject(
                        "head",
                        ObjectHead.of("record.keys", master.fingerprint()).state(chip(stale)))
                .addObject("facts", facts(master))
                .addObject("escrow", escrow)
                .addObject("stale", stale);
    }

    private Chip chip(boolean stale) {
        if (watch.isOld()) {
            return Chip.of(Tone.VIOLATED, "record.keys.overdue");
        }
        if (stale) {
            return Chip.of(Tone.DUE, "record.keys.no-escrow");
        }
        return vault.keyLiesBesideData()
                ? Chip.of(Tone.DUE, "record.keys.beside")
                : Chip.of(Tone.HOLDS, "record.keys.well");
    }

    /** Of one custodian's share. */
    static Chip share(boolean stale) {
        return stale ? Chip.of(Tone.DUE, "record.keys.stale") : Chip.of(Tone.HOLDS, "record.keys.fits");
    }

    private List<Fact> facts(Vault.Master master) {
        return List.of(
                new Fact("record.keys.fingerprint", Cell.code(master.fingerprint())),
                new Fact("record.keys.made", Cell.moment(master.madeAt())),
                new Fact("record.keys.due", Cell.due(watch.due())),
                new Fact("record.keys.rotations", Cell.number(master.rotations())),
                new Fact(
                        "record.keys.place",
                        vault.keyLiesBesideData()
                                ? Cell.chip(Tone.DUE, "record.keys.beside")
                                : Cell.chip(Tone.HOLDS, "record.keys.away")));
    }
}
