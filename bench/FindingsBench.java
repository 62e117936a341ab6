package dev.bastide.vulnerability.engine;

import java.io.IOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Reads large invented reports on one thread, as megabytes a second, with the heap that was given. */
final class FindingsBench {
    private static final double MEGA = 1e6;
    private static final String WORDS = "An attacker who can reach the service may send a request that is longer than the"
            + " buffer it is copied into, and so write past its end; the process then runs what the request holds. ";

    private FindingsBench() {}

    /** FOLDER, and megabytes of each report. */
    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[0]);
        long size = (arguments.length > 1 ? Long.parseLong(arguments[1]) : 400) * 1_000_000;
        Path trivy = folder.resolve("trivy.json");
        Path sarif = folder.resolve("sarif.json");
        Path bom = folder.resolve("bom.xml");
        trivy(trivy, size);
        sarif(sarif, size);
        bom(bom, size);
        for (int round = 0; round < 3; round++) {
            read("JSON, Trivy    (aim 100)", trivy);
            read("JSON, SARIF    (aim 100)", sarif);
            read("XML, CycloneDX (aim  60)", bom);
        }
    }

    private static void read(String name, Path file) throws IOException {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        long from = System.nanoTime();
        long worked = clock.getCurrentThreadCpuTime();
        Tally tally = new Tally();
        Reports.ofAll().read(file, tally);
        double seconds = (System.nanoTime() - from) / 1e9;
        double work = (clock.getCurrentThreadCpuTime() - worked) / 1e9;
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        System.out.printf(
                Locale.ROOT,
                "%s  %6.0f MB/s of its core, %6.0f by the wall   %,d findings in %.0f MB, heap %.0f MB%n",
                name,
                Files.size(file) / MEGA / work,
                Files.size(file) / MEGA / seconds,
                tally.findings(),
                Files.size(file) / MEGA,
                used / MEGA);
    }

    private static void trivy(Path file, long size) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("{\"SchemaVersion\":2,\"ArtifactName\":\"image\",\"Results\":[{\"Target\":\"image\",\"Class\":\"os-pkgs\",\"Vulnerabilities\":[");
            long written = 0;
            for (int i = 0; written < size; i++) {
                // A target has some thousand vulnerabilities, never all of them.
                String between = i == 0 ? "" : i % 1000 == 0
                        ? "]},{\"Target\":\"image-" + i + "\",\"Class\":\"os-pkgs\",\"Vulnerabilities\":[" : ",";
                String each = between + "{\"VulnerabilityID\":\"CVE-2026-" + (10_000 + i) + "\",\"PkgName\":\"library-" + i % 700
                        + "\",\"InstalledVersion\":\"1." + i % 90 + "\",\"FixedVersion\":\"2.0\",\"Layer\":{\"Digest\":\"sha256:1\"},"
                        + "\"SeveritySource\":\"nvd\",\"Title\":\"library: overflow\",\"Description\":\"" + WORDS
                        + "\",\"Severity\":\"HIGH\",\"CweIDs\":[\"CWE-787\"],\"CVSS\":{\"nvd\":{\"V3Vector\":"
                        + "\"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H\",\"V3Score\":9.8}},\"References\":["
                        + "\"https://example.org/advisories/" + i + "\",\"https://example.org/mail/" + i + "\"],"
                        + "\"PublishedDate\":\"2026-01-02T03:04:05Z\"}";
                out.write(each);
                written += each.length();
            }
            out.write("]}]}");
        }
    }

    private static void sarif(Path file, long size) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":\"any\",\"rules\":[{\"id\":\"rule-1\","
                    + "\"properties\":{\"security-severity\":\"8.1\"}}]}},\"results\":[");
            long written = 0;
            for (int i = 0; written < size; i++) {
                String each = (i == 0 ? "" : ",") + "{\"ruleId\":\"rule-1\",\"level\":\"error\",\"message\":{\"text\":\"" + WORDS
                        + "\"},\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":\"src/main/" + i % 900
                        + "/File.java\",\"uriBaseId\":\"ROOT\"},\"region\":{\"startLine\":" + (i % 4000 + 1)
                        + ",\"startColumn\":7,\"endColumn\":80,\"snippet\":{\"text\":\"int x = copy(buffer, request);\"}}}}],"
                        + "\"partialFingerprints\":{\"primaryLocationLineHash\":\"" + Integer.toHexString(i * 31) + "\"}}";
                out.write(each);
                written += each.length();
            }
            out.write("]}]}");
        }
    }

    private static void bom(Path file, long size) throws IOException {
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("<?xml version=\"1.0\"?>\n<bom xmlns=\"http://cyclonedx.org/schema/bom/1.5\" version=\"1\">\n<components>\n");
            for (int i = 0; i < 700; i++) {
                out.write("<component bom-ref=\"part-" + i + "\"><name>library-" + i + "</name><version>1.0</version></component>\n");
            }
            out.write("</components>\n<vulnerabilities>\n");
            long written = 0;
            for (int i = 0; written < size; i++) {
                String each = "<vulnerability>\n  <id>CVE-2026-" + (10_000 + i) + "</id>\n  <ratings><rating><score>9.8</score>"
                        + "<severity>high</severity><method>CVSSv3</method><vector>CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"
                        + "</vector></rating></ratings>\n  <cwes><cwe>787</cwe></cwes>\n  <description>" + WORDS
                        + "</description>\n  <affects><target><ref>part-" + i % 700 + "</ref></target></affects>\n</vulnerability>\n";
                out.write(each);
                written += each.length();
            }
            out.write("</vulnerabilities>\n</bom>\n");
        }
    }
}
