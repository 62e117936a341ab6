package dev.bastide.audit.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bastide.audit.log.Proofs.Head;
import dev.bastide.audit.log.Proofs.Placed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Proofs against RFC 6962 section 2.1, word by word and without any cleverness. */
class ProofsTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final List<String> RFC_LEAVES =
            List.of("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f");
    private static final List<String> RFC_ROOTS = List.of(
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
            "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
            "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
            "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
            "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");

    @Test
    void thePublicRootsAreOurs() {
        Frontier frontier = new Frontier();
        TreeHash hash = new TreeHash();
        for (int size = 0; size <= RFC_LEAVES.size(); size++) {
            assertThat(HEX.formatHex(frontier.root())).isEqualTo(RFC_ROOTS.get(size));
            if (size < RFC_LEAVES.size()) {
                frontier.add(hash.leaf(HEX.parseHex(RFC_LEAVES.get(size))));
            }
        }
    }

    @Test
    void agreesWithTheNaiveTree() {
        agreesUpTo(100);
    }

    @Test
    @Tag("long")
    void agreesWithTheNaiveTreeUpToSixHundred() {
        agreesUpTo(600);
    }

    @Test
    void aFrontierGoesOnWhereItWasStored() {
        Naive naive = new Naive(70);
        for (int size = 0; size <= 70; size++) {
            Frontier stored = new Frontier(size, naive.grown(size).hashes());
            assertThat(stored.root()).isEqualTo(naive.root(0, size));
        }
        assertThatThrownBy(() -> new Frontier(3, List.of(new byte[32]))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesEveryOtherProof() {
        Naive naive = new Naive(40);
        Proofs proofs = new Proofs(naive::node);
        for (int size = 1; size <= 40; size++) {
            byte[] root = naive.root(0, size);
            for (int index = 0; index < size; index++) {
                List<byte[]> path = proofs.inclusion(index, size);
                Placed leaf = new Placed(naive.leaves.get(index), index, size);
                assertThat(Proofs.includes(leaf, path, naive.root(0, size - 1))).isFalse();
                assertThat(Proofs.includes(new Placed(new byte[32], index, size), path, root))
                        .isFalse();
                assertThat(Proofs.includes(leaf, more(path), root)).isFalse();
                if (!path.isEmpty()) {
                    assertThat(Proofs.includes(leaf, path.subList(1, path.size()), root))
                            .isFalse();
                    assertThat(Proofs.includes(leaf, flipped(path), root)).isFalse();
                }
            }
            for (int first = 1; first < size; first++) {
                List<byte[]> proof = proofs.consistency(first, size);
                Head old = new Head(first, naive.root(0, first));
                Head young = new Head(size, root);
                assertThat(Proofs.extend(new Head(first, root), young, proof)).isFalse();
                assertThat(Proofs.extend(old, new Head(size, old.root()), proof))
                        .isFalse();
                assertThat(Proofs.extend(old, young, more(proof))).isFalse();
                assertThat(Proofs.extend(old, young, flipped(proof))).isFalse();
                assertThat(Proofs.extend(old, young, List.of())).isFalse();
            }
        }
    }

    private static void agreesUpTo(int max) {
        Naive naive = new Naive(max);
        Proofs proofs = new Proofs(naive::node);
        for (int size = 0; size <= max; size++) {
            byte[] root = naive.root(0, size);
            assertThat(naive.grown(size).root()).isEqualTo(root);
            Head young = new Head(size, root);
            for (int first = 0; first <= size; first++) {
                List<byte[]> proof = proofs.consistency(first, size);
                List<byte[]> expected = first == 0 || first == size ? List.of() : naive.subproof(first, 0, size, true);
                assertThat(same(proof, expected)).isTrue();
                assertThat(Proofs.extend(new Head(first, naive.root(0, first)), young, proof))
                        .isTrue();
            }
            for (int index = 0; index < size; index++) {
                List<byte[]> path = proofs.inclusion(index, size);
                assertThat(same(path, naive.path(index, 0, size))).isTrue();
                assertThat(Proofs.includes(new Placed(naive.leaves.get(index), index, size), path, root))
                        .isTrue();
            }
        }
    }

    private static boolean same(List<byte[]> left, List<byte[]> right) {
        return left.stream()
                .map(HEX::formatHex)
                .toList()
                .equals(right.stream().map(HEX::formatHex).toList());
    }

    private static List<byte[]> more(List<byte[]> proof) {
        List<byte[]> longer = new ArrayList<>(proof);
        longer.add(new byte[32]);
        return longer;
    }

    private static List<byte[]> flipped(List<byte[]> proof) {
        List<byte[]> other = new ArrayList<>(proof);
        byte[] last = other.removeLast().clone();
        last[7] ^= 4;
        other.add(last);
        return other;
    }

    /** The definitions of the RFC, with a memory so that they end. */
    private static final class Naive {
        private final TreeHash hash = new TreeHash();
        private final List<byte[]> leaves = new ArrayList<>();
        private final Map<Long, byte[]> roots = new HashMap<>();
        private final List<Frontier> grown = new ArrayList<>();

        Naive(int size) {
            Frontier frontier = new Frontier();
            grown.add(new Frontier());
            for (int i = 0; i < size; i++) {
                byte[] leaf = hash.leaf(("leaf " + i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                leaves.add(leaf);
                frontier.add(leaf);
                grown.add(new Frontier(frontier.size(), frontier.hashes()));
            }
        }

        Frontier grown(int size) {
            return grown.get(size);
        }

        byte[] root(int from, int to) {
            if (from == to) {
                return hash.empty();
            }
            if (to - from == 1) {
                return leaves.get(from);
            }
            byte[] known = roots.get(((long) from << 32) | to);
            if (known == null) {
                int k = power(to - from);
                known = hash.node(root(from, from + k), root(from + k, to));
                roots.put(((long) from << 32) | to, known);
            }
            return known;
        }

        byte[] node(int level, long index) {
            return root((int) (index << level), (int) ((index + 1) << level));
        }

        List<byte[]> path(int m, int from, int to) {
            if (to - from == 1) {
                return List.of();
            }
            int k = power(to - from);
            List<byte[]> path = new ArrayList<>(m < k ? path(m, from, from + k) : path(m - k, from + k, to));
            path.add(m < k ? root(from + k, to) : root(from, from + k));
            return path;
        }

        List<byte[]> subproof(int m, int from, int to, boolean whole) {
            if (m == to - from) {
                return whole ? List.of() : List.of(root(from, to));
            }
            int k = power(to - from);
            List<byte[]> proof =
                    new ArrayList<>(m <= k ? subproof(m, from, from + k, whole) : subproof(m - k, from + k, to, false));
            proof.add(m <= k ? root(from + k, to) : root(from, from + k));
            return proof;
        }

        private static int power(int n) {
            int k = 1;
            while (k * 2 < n) {
                k *= 2;
            }
            return k;
        }
    }
}
