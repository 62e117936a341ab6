import dev.bastide.vulnerability.packages.engine.Component;
import dev.bastide.vulnerability.packages.engine.ComponentIndex;
import dev.bastide.vulnerability.packages.engine.Matcher;
import dev.bastide.vulnerability.packages.engine.Verdict;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord.Affected;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord.Event;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord.EventKind;
import dev.bastide.vulnerability.packages.osv.engine.OsvRecord.Range;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** New advisories against many components in some versions each: by the index, and by looking at every component. */
public final class PackageBench {
    private static final List<String> TYPES = List.of("npm", "pypi", "maven", "golang", "deb", "gem");
    private static final List<String> ECOSYSTEMS = List.of("npm", "PyPI", "Maven", "Go", "Debian:12", "RubyGems");
    private static final int PACKAGES = 5_000;
    private static final int ADVISORIES = 2_000;
    private static final int LOOKS = 5;

    private PackageBench() {}

    public static void main(String[] words) {
        int count = words.length > 0 ? Integer.parseInt(words[0]) : 1_000_000;
        Random random = new Random(7);
        Matcher matcher = new Matcher();
        long start = System.nanoTime();
        List<Component> components = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            components.add(matcher.component(purl(random, i)));
        }
        double read = seconds(start);
        start = System.nanoTime();
        ComponentIndex index = new ComponentIndex(matcher, components);
        double built = seconds(start);

        long hits = 0;
        double[] times = new double[ADVISORIES];
        List<OsvRecord> advisories = new ArrayList<>();
        for (int i = 0; i < ADVISORIES; i++) {
            advisories.add(advisory(random, i));
        }
        for (int round = 0; round < 2; round++) {
            hits = 0;
            for (int i = 0; i < ADVISORIES; i++) {
                start = System.nanoTime();
                hits += index.affectedBy(advisories.get(i)).hit().size();
                times[i] = seconds(start);
            }
        }
        double whole = Arrays.stream(times).sum();
        Arrays.sort(times);

        long looked = 0;
        start = System.nanoTime();
        for (int i = 0; i < LOOKS; i++) {
            for (Component component : components) {
                looked += matcher.verdict(component, advisories.get(i)) instanceof Verdict.Hit ? 1 : 0;
            }
        }
        double look = seconds(start) / LOOKS;
        System.out.printf("%,d components of %,d packages: read %.1f s (%,.0f/s), index built %.1f s%n",
                count, PACKAGES, read, count / read, built);
        System.out.printf("new advisory by the key:   median %.3f ms, slowest %.3f ms (%,d hits of %,d advisories, %,.0f hits/s)%n",
                times[ADVISORIES / 2] * 1e3, times[ADVISORIES - 1] * 1e3, hits, ADVISORIES, hits / whole);
        System.out.printf("looking at each:           %.0f ms (%,.0f verdicts/s, %,d hits)%n", look * 1e3, count / look, looked);
        System.out.printf("ratio:                     %.6fx%n", times[ADVISORIES / 2] / look);
    }

    private static String purl(Random random, int i) {
        String type = TYPES.get(i % TYPES.size());
        String space = switch (type) {
            case "maven" -> "g/";
            case "deb" -> "debian/";
            default -> "";
        };
        return "pkg:" + type + "/" + space + "p" + random.nextInt(PACKAGES / TYPES.size()) + "@" + version(random)
                + (type.equals("deb") ? "-1?distro=debian-" + (11 + random.nextInt(3)) : "");
    }

    private static OsvRecord advisory(Random random, int i) {
        int kind = random.nextInt(TYPES.size());
        String name = (ECOSYSTEMS.get(kind).equals("Maven") ? "g:" : "") + "p" + random.nextInt(PACKAGES / TYPES.size());
        int major = random.nextInt(5);
        List<Event> events = List.of(
                new Event(EventKind.INTRODUCED, major + ".0.0"), new Event(EventKind.FIXED, major + "." + random.nextInt(30) + ".0"));
        Affected affected = new Affected(ECOSYSTEMS.get(kind), name, "", List.of(), List.of(new Range("ECOSYSTEM", events)));
        return new OsvRecord("X-" + i, "", null, List.of(), List.of(affected));
    }

    private static String version(Random random) {
        return random.nextInt(5) + "." + random.nextInt(30) + "." + random.nextInt(10);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
