package dev.bastide.asset.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which asset a sighting is. A strong key belongs to one thing alone, so that two assets that share a sighting by
 * strong keys are one; an address is only where something was, and wanders. What two people vouched for is never merged
 * by a machine.
 */
public final class SameAsset {
    /** Ranks below this are strong keys; the lower the rank, the stronger. */
    private final int weakFrom;

    private final BiPredicate<UUID, UUID> keptApart;

    /** Keys of this rank and above are weak; pairs that somebody parted stay parted. */
    public SameAsset(int weakFrom, BiPredicate<UUID, UUID> keptApart) {
        this.weakFrom = weakFrom;
        this.keptApart = keptApart;
    }

    /** A key as seen: how strong, and what. */
    public record Trait(int rank, String value) {}

    /**
     * An asset that shares a key with the sighting.
     *
     * @param operated whether it is a host that people work on
     * @param claimed whether somebody answers for it
     * @param keys all its own keys
     * @param strongest the rank of the strongest key it shares
     */
    public record Candidate(UUID id, boolean operated, boolean claimed, Instant since, Set<Trait> keys, int strongest) {
        /** Copies the keys. */
        public Candidate {
            keys = Set.copyOf(keys);
        }
    }

    /**
     * What the sighting is.
     *
     * @param asset the asset, or nothing where it is a new one
     * @param merged which others are the same and become this one
     * @param moved which others lose the addresses of the sighting: they were reused
     */
    public record Verdict(@Nullable UUID asset, List<UUID> merged, List<UUID> moved) {}

    /** Judges the candidates by the keys that were seen. */
    public Verdict judge(Set<Trait> seen, List<Candidate> candidates) {
        List<Candidate> fitting = new ArrayList<>();
        List<UUID> moved = new ArrayList<>();
        for (Candidate candidate : candidates) {
            if (candidate.strongest() >= weakFrom && contradicts(seen, candidate.keys())) {
                moved.add(candidate.id());
            } else {
                fitting.add(candidate);
            }
        }
        if (fitting.isEmpty()) {
            return new Verdict(null, List.of(), moved);
        }
        boolean proved = fitting.stream().anyMatch(candidate -> candidate.strongest() < weakFrom);
        Candidate lead = fitting.stream().min(byWorth()).orElseThrow();
        List<Candidate> same = fitting.stream()
                .filter(candidate -> candidate.strongest() < weakFrom || (proved && !hasStrong(candidate)))
                .sorted(byWorth())
                .toList();
        if (same.isEmpty()) {
            return new Verdict(lead.id(), List.of(), moved);
        }
        Candidate survivor = same.stream()
                .min(Comparator.comparing((Candidate one) -> !one.operated())
                        .thenComparing(one -> !one.claimed())
                        .thenComparing(byWorth()))
                .orElseThrow();
        List<UUID> merged = same.stream()
                .filter(other -> !other.id().equals(survivor.id()) && mayMerge(survivor, other))
                .map(Candidate::id)
                .toList();
        return new Verdict(survivor.id(), merged, moved);
    }

    private static Comparator<Candidate> byWorth() {
        return Comparator.comparingInt(Candidate::strongest)
                .thenComparing(candidate -> !candidate.operated())
                .thenComparing(candidate -> !candidate.claimed())
                .thenComparing(Candidate::since)
                .thenComparing(Candidate::id);
    }

    private boolean mayMerge(Candidate survivor, Candidate other) {
        return !(survivor.operated() && other.operated()) && !keptApart.test(survivor.id(), other.id());
    }

    private boolean hasStrong(Candidate candidate) {
        return candidate.keys().stream().anyMatch(key -> key.rank() < weakFrom);
    }

    // A kind of which both have strong keys, and none in common: another thing took the address.
    private boolean contradicts(Set<Trait> seen, Set<Trait> own) {
        Map<Integer, Set<String>> mine = byRank(own);
        return byRank(seen).entrySet().stream().anyMatch(kind -> {
            Set<String> known = mine.get(kind.getKey());
            return known != null && known.stream().noneMatch(kind.getValue()::contains);
        });
    }

    private Map<Integer, Set<String>> byRank(Set<Trait> keys) {
        Map<Integer, Set<String>> ranks = new java.util.HashMap<>();
        for (Trait key : keys) {
            if (key.rank() < weakFrom) {
                ranks.computeIfAbsent(key.rank(), rank -> new HashSet<>()).add(key.value());
            }
        }
        return ranks;
    }
}
