package dev.bastide.asset.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bastide.asset.engine.SameAsset.Candidate;
import dev.bastide.asset.engine.SameAsset.Trait;
import dev.bastide.asset.engine.SameAsset.Verdict;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Which asset a sighting is: strong keys prove, an address only points. */
class SameAssetTest {
    private static final int SSH = 2;
    private static final int SERIAL = 3;
    private static final int WEAK = 6;
    private static final int ADDRESS = 7;
    private static final Trait AT = new Trait(ADDRESS, "10.0.0.1");

    private final SameAsset same = new SameAsset(WEAK, (one, other) -> false);

    @Test
    void whatSharesNothingIsNew() {
        assertThat(same.judge(Set.of(AT), List.of())).isEqualTo(new Verdict(null, List.of(), List.of()));
    }

    @Test
    void anAddressFindsAnAssetThatNothingContradicts() {
        Candidate known = candidate(1, false, true, ADDRESS, AT, new Trait(SERIAL, "S1"));

        assertThat(same.judge(Set.of(AT, new Trait(SSH, "k")), List.of(known)).asset())
                .isEqualTo(known.id());
    }

    @Test
    void anotherMachineAtTheAddressIsNotTheOneThatHadIt() {
        Candidate before = candidate(1, false, true, ADDRESS, AT, new Trait(SSH, "old"));

        Verdict verdict = same.judge(Set.of(AT, new Trait(SSH, "new")), List.of(before));

        assertThat(verdict).isEqualTo(new Verdict(null, List.of(), List.of(before.id())));
    }

    @Test
    void aStrongKeyFoundElsewhereMovesTheAddress() {
        Trait key = new Trait(SSH, "k");
        Candidate machine = candidate(1, false, true, SSH, key);
        Candidate before = candidate(2, false, true, ADDRESS, AT, new Trait(SSH, "other"));

        Verdict verdict = same.judge(Set.of(AT, key), List.of(before, machine));

        assertThat(verdict).isEqualTo(new Verdict(machine.id(), List.of(), List.of(before.id())));
    }

    @Test
    void twoProvedToBeOneAreMergedIntoTheClaimedOne() {
        Trait key = new Trait(SSH, "k");
        Trait serial = new Trait(SERIAL, "S1");
        Candidate found = candidate(1, false, false, SSH, key);
        Candidate claimed = candidate(2, false, true, SERIAL, serial);

        Verdict verdict = same.judge(Set.of(key, serial), List.of(found, claimed));

        assertThat(verdict).isEqualTo(new Verdict(claimed.id(), List.of(found.id()), List.of()));
    }

    @Test
    void whatIsKnownByItsAddressOnlyBecomesTheMachineThatIsProvedToBeThere() {
        Trait key = new Trait(SSH, "k");
        Candidate machine = candidate(1, true, true, SSH, key);
        Candidate seenBefore = candidate(2, false, false, ADDRESS, AT);

        assertThat(same.judge(Set.of(AT, key), List.of(seenBefore, machine)))
                .isEqualTo(new Verdict(machine.id(), List.of(seenBefore.id()), List.of()));
    }

    @Test
    void twoHostsThatPeopleWorkOnAreNeverMergedByAMachine() {
        Trait key = new Trait(SSH, "k");
        Trait serial = new Trait(SERIAL, "S1");
        Candidate one = candidate(1, true, true, SSH, key);
        Candidate other = candidate(2, true, true, SERIAL, serial);

        assertThat(same.judge(Set.of(key, serial), List.of(one, other)))
                .isEqualTo(new Verdict(one.id(), List.of(), List.of()));
    }

    @Test
    void whatSomebodyPartedStaysParted() {
        Trait key = new Trait(SSH, "k");
        Trait serial = new Trait(SERIAL, "S1");
        SameAsset parted = new SameAsset(WEAK, (one, other) -> true);

        assertThat(parted.judge(
                                Set.of(key, serial),
                                List.of(candidate(1, false, true, SSH, key), candidate(2, false, true, SERIAL, serial)))
                        .merged())
                .isEmpty();
    }

    private static Candidate candidate(int number, boolean operated, boolean claimed, int strongest, Trait... keys) {
        return new Candidate(
                new UUID(0, number), operated, claimed, Instant.EPOCH.plusSeconds(number), Set.of(keys), strongest);
    }
}
