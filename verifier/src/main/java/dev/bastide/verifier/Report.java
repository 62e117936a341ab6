package dev.bastide.verifier;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** The answer, for people or for programs. Text of the bundle reaches neither unfiltered. */
final class Report {
    private final Map<String, String> json = new LinkedHashMap<>();
    private final StringBuilder details = new StringBuilder();
    private String first = "";
    private String fingerprint = "";
    private boolean known;
    private int exitCode = Verify.NOT_PROVEN;

    Report() {
        json.put("verdict", "");
    }

    void bundle(Manifest manifest) {
        fingerprint = manifest.key().fingerprint();
        line("log", manifest.origin());
        line("key", fingerprint);
        json.put("origin", Text.json(manifest.origin()));
        json.put("fingerprint", Text.json(fingerprint));
        json.put("minimum", Long.toString(manifest.minimum()));
        json.put("size", Long.toString(manifest.size()));
        if (manifest.minimum() > 0) {
            line(
                    "pruned",
                    manifest.minimum() + " records before the first, proven by the hashes that are kept of them");
        }
        json.put("signer_known", "false");
    }

    void signerKnown() {
        known = true;
        json.put("signer_known", "true");
    }

    void witnessed(int cosigned, int witnesses) {
        line("witnesses", cosigned + " of " + witnesses + " cosigned the last checkpoint, which meets the policy");
        json.put("cosigned", Integer.toString(cosigned));
    }

    void records(int checkpoints, long read, long lost, long unreadable) {
        long all = Long.parseLong(json.get("size")) - Long.parseLong(json.get("minimum"));
        line(
                "records",
                read + " read and checked" + (read == all ? "" : ", " + (all - read) + " by their hashes only"));
        line("checkpoints", checkpoints + ", each the beginning of the next");
        if (lost > 0) {
            line("lost", lost + " records that never arrived, as the log itself says");
        }
        if (unreadable > 0) {
            line("unreadable", unreadable + " could not be opened by the log itself, which says so in their places");
        }
        json.put("records", Long.toString(read));
        json.put("withheld", Long.toString(all - read));
        json.put("lost", Long.toString(lost));
        json.put("unreadable", Long.toString(unreadable));
        json.put("checkpoints", Integer.toString(checkpoints));
    }

    void proven() {
        exitCode = Verify.PROVEN;
        first = known ? "proven" : "consistent, signer unknown: " + fingerprint;
        json.put("verdict", Text.json(known ? "proven" : "consistent, signer unknown"));
        if (!json.containsKey("cosigned")) {
            line("witnesses", "not checked (--policy)");
        }
    }

    void notProven(NotProven fault) {
        exitCode = Verify.NOT_PROVEN;
        boolean atIndex = fault.index() != NotProven.NONE;
        String where = (atIndex ? "record " + fault.index() + ", " : "") + fault.file();
        first = "not proven: " + Text.printable(where) + ": " + Text.printable(fault.getMessage());
        details.setLength(0);
        json.clear();
        json.put("verdict", Text.json("not proven"));
        json.put("index", atIndex ? Long.toString(fault.index()) : "null");
        json.put("file", Text.json(fault.file()));
        json.put("reason", Text.json(fault.getMessage()));
    }

    void notABundle(String folder) {
        exitCode = Verify.NOT_A_BUNDLE;
        first = "not a bundle: there is neither manifest nor checkpoint in " + Text.printable(folder);
        json.put("verdict", Text.json("not a bundle"));
    }

    private void line(String name, String value) {
        details.append(String.format("%-12s %s%n", name, Text.printable(value)));
    }

    int exitCode() {
        return exitCode;
    }

    void print(PrintStream out, boolean asJson) {
        if (asJson) {
            json.put("exit", Integer.toString(exitCode));
            out.println(json.entrySet().stream()
                    .map(member -> Text.json(member.getKey()) + ":" + member.getValue())
                    .collect(Collectors.joining(",", "{", "}")));
        } else {
            out.println(first);
            out.print(details);
        }
        out.flush();
    }
}
