package dev.bastide.verifier;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the signer says the bundle is: which log, which part of it, and the hash of every file. */
final class Manifest {
    static final long BYTES_MAX = 1 << 30;
    private static final String FIRST_LINE = "bastide-audit-bundle/v1";
    private static final int PATH_LENGTH_MAX = 200;
    private static final Pattern FILE = Pattern.compile(
            "file ([0-9a-f]{64}) (0|[1-9][0-9]{0,17}) ([a-z0-9][a-z0-9.-]*(?:/[a-z0-9][a-z0-9.-]*){0,20})");
    private static final Pattern WITHHELD = Pattern.compile("withheld (\\S+) (\\S+) (sealed|erased)");

    /** A file of the bundle. Each must be used by some step of the verification, else it has no place. */
    static final class Listed {
        private final String path;
        private final long bytes;
        private final byte[] sha256;
        private boolean used;

        Listed(String path, long bytes, byte[] sha256) {
            this.path = path;
            this.bytes = bytes;
            this.sha256 = sha256;
        }

        String path() {
            return path;
        }

        long bytes() {
            return bytes;
        }

        byte[] sha256() {
            return sha256;
        }

        void use() {
            used = true;
        }

        boolean isUsed() {
            return used;
        }
    }

    /** Records from {@code from} to before {@code to} that are here by their hashes only. */
    record Withheld(long from, long to) {}

    private final Map<String, Listed> files = new HashMap<>();
    private final List<Withheld> withheld = new ArrayList<>();
    private final String origin;
    private final Key key;
    private final long minimum;
    private final long size;

    /** Checks the signature of the key that the manifest itself names; whether that key is the right one comes later. */
    Manifest(byte[] bytes) throws NotProven {
        Note note = Note.parse(Folder.MANIFEST, bytes);
        Lines lines = new Lines(note.text());
        if (!FIRST_LINE.equals(lines.next())) {
            throw malformed("it does not begin with " + FIRST_LINE);
        }
        origin = lines.after("origin ");
        key = Key.parse(lines.after("key ")).orElseThrow(() -> malformed("its key is malformed"));
        if (key.type() != Key.LOG || !key.name().equals(origin)) {
            throw malformed("its key is not one of this log");
        }
        if (note.lines().size() != 1) {
            throw malformed("it has more than one signature");
        }
        note.requireSignedBy(key, Folder.MANIFEST);
        minimum = Text.number(lines.after("minimum ")).orElse(-1L);
        size = Text.number(lines.after("size ")).orElse(-1L);
        if (minimum < 0 || size < minimum || minimum % Entries.WIDTH != 0) {
            throw malformed("minimum or size is malformed");
        }
        String line = lines.next();
        while (line.startsWith("withheld ")) {
            withheld(line);
            line = lines.next();
        }
        String before = "";
        while (!line.isEmpty()) {
            before = file(line, before);
            line = lines.next();
        }
        lines.requireEnd();
    }

    private void withheld(String line) throws NotProven {
        Matcher match = WITHHELD.matcher(line);
        long from = match.matches() ? Text.number(match.group(1)).orElse(-1L) : -1;
        long to = match.matches() ? Text.number(match.group(2)).orElse(-1L) : -1;
        long before =
                withheld.isEmpty() ? minimum : withheld.get(withheld.size() - 1).to();
        boolean aligned = from % Entries.WIDTH == 0 && (to % Entries.WIDTH == 0 || to == size);
        if (from < before || to <= from || to > size || !aligned) {
            throw malformed("a withheld range is malformed");
        }
        withheld.add(new Withheld(from, to));
    }

    private String file(String line, String before) throws NotProven {
        Matcher match = FILE.matcher(line);
        if (!match.matches() || match.group(3).length() > PATH_LENGTH_MAX) {
            throw malformed("a line is malformed: " + line);
        }
        String path = match.group(3);
        if (path.compareTo(before) <= 0 || path.equals(Folder.MANIFEST)) {
            throw malformed("files are not in order, or twice: " + path);
        }
        long bytes = Long.parseLong(match.group(2));
        files.put(path, new Listed(path, bytes, HexFormat.of().parseHex(match.group(1))));
        return path;
    }

    String origin() {
        return origin;
    }

    Key key() {
        return key;
    }

    /** The first index that the bundle can have records of; what is before was pruned. */
    long minimum() {
        return minimum;
    }

    long size() {
        return size;
    }

    Map<String, Listed> files() {
        return files;
    }

    List<Withheld> withheld() {
        return withheld;
    }

    private static NotProven malformed(String reason) {
        return NotProven.file(Folder.MANIFEST, reason);
    }

    /** The lines of the text, one after the other, without a copy of the whole; the empty string is the end. */
    private static final class Lines {
        private final byte[] text;
        private int at;

        Lines(byte[] text) {
            this.text = text;
        }

        String next() {
            int from = at;
            while (at < text.length && text[at] != '\n') {
                at++;
            }
            String line = new String(text, from, at - from, StandardCharsets.US_ASCII);
            at++;
            return line;
        }

        String after(String start) throws NotProven {
            String line = next();
            if (!line.startsWith(start)) {
                throw malformed("the line of " + start.strip() + " is missing");
            }
            return line.substring(start.length());
        }

        void requireEnd() throws NotProven {
            if (at <= text.length) {
                throw malformed("it goes on after an empty line");
            }
        }
    }
}
