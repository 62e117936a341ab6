package dev.bastide.vault;

import dev.bastide.vault.escrow.Share;
import dev.bastide.vault.escrow.ShareText;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Gives the master key to custodians in shares of which any two bring it back, and brings it back from two. A share is
 * printed once and never kept; it is typed or piped in, never an argument.
 */
final class EscrowCommand {
    private static final int CUSTODIANS_MOST = 20;
    private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N} .,'@_-]{0,79}");

    private final Path home;
    private final KeyFile keyFile;
    private final PrintStream out;
    private final PrintStream err;
    private final InstantSource time;

    EscrowCommand(Path home, KeyFile keyFile, PrintStream out, PrintStream err, InstantSource time) {
        this.home = home;
        this.keyFile = keyFile;
        this.out = out;
        this.err = err;
        this.time = time;
    }

    /** Prints a sheet for each of these custodians. */
    int escrow(List<String> custodians) throws IOException {
        Set<String> names = new HashSet<>();
        custodians.forEach(name -> names.add(name.toLowerCase(Locale.ROOT)));
        if (custodians.size() < 2 || custodians.size() > CUSTODIANS_MOST || names.size() != custodians.size()) {
            err.println(
                    "Name two to " + CUSTODIANS_MOST + " custodians, each once: ./bastide keys escrow NAME NAME ...");
            return Keys.WRONG_INPUT;
        }
        if (!custodians.stream().allMatch(name -> NAME.matcher(name).matches())) {
            err.println("A custodian's name has letters, digits, spaces and .,'@_- only, at most 80.");
            return Keys.WRONG_INPUT;
        }
        Optional<byte[]> key = keyFile.masterKey();
        if (key.isEmpty()) {
            err.println("Refused: there is no right master key to share. Run: ./bastide keys");
            return Keys.REFUSED;
        }
        String fingerprint = KeyFile.fingerprintOf(key.get());
        List<Share> shares =
                Share.of(key.get(), HexFormat.of().parseHex(fingerprint), custodians.size(), new SecureRandom());
        List<List<String>> sheets = shares.stream().map(ShareText::lines).toList();
        prove(sheets, key.get());
        Instant now = time.instant().truncatedTo(ChronoUnit.SECONDS);
        String set = shares.getFirst().set().hex();
        new KeyEvents(home)
                .add(
                        now,
                        "key.escrow",
                        "Shares " + set + " of the master key " + fingerprint + ", of which two bring it back, for "
                                + String.join(", ", custodians));
        for (int at = 0; at < sheets.size(); at++) {
            print(custodians.get(at), at + 1, sheets, set, fingerprint, now);
        }
        out.flush();
        if (out.checkError()) {
            err.println("The sheets could not be printed whole. Run it again: nothing was noted as given.");
            return Keys.FAILED;
        }
        new Escrow(set, fingerprint, now, custodians).write(home, keyFile.disk());
        err.println("Proven: each two of these " + sheets.size() + " sheets bring back the master key " + fingerprint
                + ". Nothing of them was kept. Give each custodian his own, and clear this screen.");
        return Keys.DONE;
    }

    /** What was printed is read again, by twos, before anybody has it. */
    private static void prove(List<List<String>> sheets, byte[] key) {
        List<Share> read = new ArrayList<>();
        for (List<String> lines : sheets) {
            ShareText text = new ShareText();
            lines.forEach(line -> text.take(line).ifPresent(read::add));
        }
        for (Share one : read) {
            for (Share other : read) {
                if (one.number() < other.number() && !MessageDigest.isEqual(Share.combine(one, other), key)) {
                    throw new IllegalStateException("two shares do not bring back the key");
                }
            }
        }
        if (read.size() != sheets.size()) {
            throw new IllegalStateException("a share does not come back from its sheet");
        }
    }

    private void print(
            String custodian, int number, List<List<String>> sheets, String set, String fingerprint, Instant now) {
        out.println("----------------------------------------------------------------");
        out.println("Bastide: share " + number + " of " + sheets.size() + " of the master key, for " + custodian);
        out.println("Made " + now + ", shares " + set + ", key " + fingerprint);
        out.println();
        sheets.get(number - 1).forEach(line -> out.println("    " + line));
        out.println();
        out.println("Keep it where nobody else reads it, and apart from the other shares. Alone it opens");
        out.println("nothing. Two of them bring the key back, on the server: ./bastide keys restore --shares");
        out.println("----------------------------------------------------------------");
        out.println();
    }

    /** Brings the key back from two shares that are typed or piped in. */
    int restore(InputStream in) throws IOException {
        if (!keyFile.wasInitialized()) {
            err.println("Refused: this home folder never had a master key.");
            return Keys.REFUSED;
        }
        err.println("Type the two lines of the first share, then those of the second; end with Ctrl-D to give up.");
        List<Share> shares;
        try {
            shares = read(in);
        } catch (Share.NoSecret e) {
            err.println("That is no share: " + e.getMessage() + ". Nothing was changed.");
            return Keys.WRONG_INPUT;
        }
        if (shares.size() < 2) {
            err.println("Two shares are needed, and " + shares.size() + " was read. Nothing was changed.");
            return Keys.WRONG_INPUT;
        }
        byte[] key;
        try {
            key = Share.combine(shares.get(0), shares.get(1));
        } catch (Share.NoSecret e) {
            return refuse(String.valueOf(e.getMessage()), shares);
        }
        if (!keyFile.isTheRightOne(key)) {
            return refuse(
                    "the shares are of the key "
                            + shares.getFirst().fingerprint().hex()
                            + ", which is not the one this installation's data is sealed with now",
                    shares);
        }
        note("key.restore", "The master key " + KeyFile.fingerprintOf(key) + " from the shares " + named(shares));
        keyFile.putKey(keyFile.file(), key);
        out.println("Done: the master key " + KeyFile.fingerprintOf(key) + " lies in " + keyFile.file()
                + ". Start again to unlock.");
        return Keys.DONE;
    }

    private int refuse(String why, List<Share> shares) throws IOException {
        note("key.restore-refused", "Shares " + named(shares) + ": " + why);
        err.println("Refused: " + why + ". Nothing was changed.");
        return Keys.REFUSED;
    }

    private void note(String operation, String words) throws IOException {
        new KeyEvents(home).add(time.instant(), operation, words);
    }

    private static String named(List<Share> shares) {
        return shares.getFirst().number() + " of " + shares.getFirst().set().hex() + " and "
                + shares.getLast().number() + " of " + shares.getLast().set().hex();
    }

    private List<Share> read(InputStream in) throws IOException {
        List<Share> shares = new ArrayList<>();
        ShareText text = new ShareText();
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
        String line = lines.readLine();
        while (line != null) {
            boolean half = text.isHalf();
            Optional<Share> share = text.take(line);
            share.ifPresent(read -> {
                shares.add(read);
                err.println("Share " + read.number() + " of the key "
                        + read.fingerprint().hex() + " is whole.");
            });
            if (shares.size() == 2) {
                return shares;
            }
            if (share.isEmpty() && half == text.isHalf() && !line.isBlank() && half) {
                err.println("That is no line of a share: eight groups of five characters.");
            }
            line = lines.readLine();
        }
        return shares;
    }
}
