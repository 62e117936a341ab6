package dev.bastide.identity.factor;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A QR code after ISO/IEC 18004, as much of it as an authenticator's address needs: bytes, error correction level M,
 * versions 1 to 10. Made here so that a secret is drawn without any script or service.
 */
public final class QrCode {
    private static final int VERSION_MAX = 10;
    private static final int[] CODEWORDS = {0, 26, 44, 70, 100, 134, 172, 196, 242, 292, 346};
    private static final int[] CORRECTION = {0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26};
    private static final int[] BLOCKS = {0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5};
    private static final int MASKS = 8;
    private static final int QUIET = 4;

    private final int version;
    private final int size;
    private final boolean[][] dark;
    private final boolean[][] fixed;

    private QrCode(int version) {
        this.version = version;
        this.size = 17 + 4 * version;
        this.dark = new boolean[size][size];
        this.fixed = new boolean[size][size];
    }

    /** Encodes a text. Throws {@link IllegalArgumentException} when it is longer than 213 bytes. */
    public static QrCode of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int version = 1;
        while (version <= VERSION_MAX && capacity(version) < bytes.length) {
            version++;
        }
        if (version > VERSION_MAX) {
            throw new IllegalArgumentException("too long for a QR code");
        }
        QrCode code = new QrCode(version);
        code.drawPatterns();
        code.drawCodewords(withCorrection(dataCodewords(bytes, version), version));
        code.chooseMask();
        return code;
    }

    /** Side length in modules, without the quiet zone. */
    int size() {
        return size;
    }

    /** Whether the module in this row and column is dark. */
    boolean isDark(int row, int column) {
        return dark[row][column];
    }

    /** The code as SVG that scales, black on white with its quiet zone. */
    public String svg() {
        int side = size + 2 * QUIET;
        StringBuilder path = new StringBuilder();
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                if (dark[row][column]) {
                    path.append('M')
                            .append(column + QUIET)
                            .append(' ')
                            .append(row + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        return "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"220\" height=\"220\" role=\"img\" aria-label=\"QR\""
                + " viewBox=\"0 0 " + side + " " + side + "\" shape-rendering=\"crispEdges\">"
                + "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/><path fill=\"#000000\" d=\"" + path
                + "\"/></svg>";
    }

    private static int dataLength(int version) {
        return CODEWORDS[version] - CORRECTION[version] * BLOCKS[version];
    }

    private static int capacity(int version) {
        return dataLength(version) - (version < 10 ? 2 : 3);
    }

    private static byte[] dataCodewords(byte[] text, int version) {
        Bits bits = new Bits();
        bits.add(4, 4);
        bits.add(text.length, version < 10 ? 8 : 16);
        for (byte b : text) {
            bits.add(b & 0xff, 8);
        }
        bits.add(0, 4);
        byte[] filled = Arrays.copyOf(bits.bytes(), dataLength(version));
        int from = bits.bytes().length;
        for (int i = from; i < filled.length; i++) {
            filled[i] = (byte) ((i - from) % 2 == 0 ? 0xec : 0x11);
        }
        return filled;
    }

    // Data is dealt to blocks, the shorter ones first; then data and correction are each written column by column.
    private static byte[] withCorrection(byte[] data, int version) {
        int blocks = BLOCKS[version];
        int shorter = data.length / blocks;
        int longBlocks = data.length % blocks;
        byte[] divisor = ReedSolomon.divisor(CORRECTION[version]);
        byte[][] parts = new byte[blocks][];
        byte[][] corrections = new byte[blocks][];
        int at = 0;
        for (int i = 0; i < blocks; i++) {
            int length = shorter + (i < blocks - longBlocks ? 0 : 1);
            parts[i] = Arrays.copyOfRange(data, at, at + length);
            corrections[i] = ReedSolomon.remainder(parts[i], divisor);
            at += length;
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int column = 0; column <= shorter; column++) {
            for (byte[] part : parts) {
                if (column < part.length) {
                    all.write(part[column]);
                }
            }
        }
        for (int column = 0; column < CORRECTION[version]; column++) {
            for (byte[] correction : corrections) {
                all.write(correction[column]);
            }
        }
        return all.toByteArray();
    }

    private void drawPatterns() {
        for (int i = 0; i < size; i++) {
            fix(6, i, i % 2 == 0);
            fix(i, 6, i % 2 == 0);
        }
        drawFinder(3, 3);
        drawFinder(3, size - 4);
        drawFinder(size - 4, 3);
        int[] places = alignment();
        for (int row : places) {
            for (int column : places) {
                boolean inFinder =
                        (row == 6 && (column == 6 || column == size - 7)) || (row == size - 7 && column == 6);
                if (!inFinder) {
                    drawAlignment(row, column);
                }
            }
        }
        drawFormat(0);
        drawVersion();
    }

    private int[] alignment() {
        if (version == 1) {
            return new int[0];
        }
        int last = size - 7;
        return version < 7 ? new int[] {6, last} : new int[] {6, (last + 6) / 2, last};
    }

    private void drawFinder(int row, int column) {
        for (int y = -4; y <= 4; y++) {
            for (int x = -4; x <= 4; x++) {
                int ring = Math.max(Math.abs(x), Math.abs(y));
                if (row + y >= 0 && row + y < size && column + x >= 0 && column + x < size) {
                    fix(row + y, column + x, ring != 2 && ring != 4);
                }
            }
        }
    }

    private void drawAlignment(int row, int column) {
        for (int y = -2; y <= 2; y++) {
            for (int x = -2; x <= 2; x++) {
                fix(row + y, column + x, Math.max(Math.abs(x), Math.abs(y)) != 1);
            }
        }
    }

    // Level M is 00; the ten check bits and the final pattern are the standard's.
    private void drawFormat(int mask) {
        int remainder = mask;
        for (int i = 0; i < 10; i++) {
            remainder = (remainder << 1) ^ ((remainder >> 9) * 0x537);
        }
        int bits = ((mask << 10) | remainder) ^ 0x5412;
        for (int i = 0; i < 15; i++) {
            boolean bit = ((bits >> i) & 1) == 1;
            if (i < 8) {
                fix(i < 6 ? i : i + 1, 8, bit);
                fix(8, size - 1 - i, bit);
            } else {
                fix(8, i == 8 ? 7 : 14 - i, bit);
                fix(size - 15 + i, 8, bit);
            }
        }
        fix(size - 8, 8, true);
    }

    private void drawVersion() {
        if (version < 7) {
            return;
        }
        int remainder = version;
        for (int i = 0; i < 12; i++) {
            remainder = (remainder << 1) ^ ((remainder >> 11) * 0x1f25);
        }
        int bits = (version << 12) | remainder;
        for (int i = 0; i < 18; i++) {
            boolean bit = ((bits >> i) & 1) == 1;
            int far = size - 11 + i % 3;
            fix(i / 3, far, bit);
            fix(far, i / 3, bit);
        }
    }

    private void fix(int row, int column, boolean isDark) {
        dark[row][column] = isDark;
        fixed[row][column] = true;
    }

    // Pairs of columns from the right, upwards and downwards in turn, around everything that is fixed.
    private void drawCodewords(byte[] all) {
        int bit = 0;
        boolean up = true;
        for (int right = size - 1; right > 0; right -= 2) {
            if (right == 6) {
                right = 5;
            }
            for (int i = 0; i < size; i++) {
                int row = up ? size - 1 - i : i;
                for (int column = right; column > right - 2; column--) {
                    if (!fixed[row][column] && bit < all.length * Byte.SIZE) {
                        dark[row][column] = ((all[bit >> 3] >> (7 - (bit & 7))) & 1) == 1;
                        bit++;
                    }
                }
            }
            up = !up;
        }
    }

    private void chooseMask() {
        int best = 0;
        int least = Integer.MAX_VALUE;
        for (int mask = 0; mask < MASKS; mask++) {
            apply(mask);
            drawFormat(mask);
            int penalty = penalty();
            if (penalty < least) {
                least = penalty;
                best = mask;
            }
            apply(mask);
        }
        apply(best);
        drawFormat(best);
    }

    private void apply(int mask) {
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                dark[row][column] ^= !fixed[row][column] && isMasked(mask, row, column);
            }
        }
    }

    private static boolean isMasked(int mask, int y, int x) {
        return switch (mask) {
            case 0 -> (x + y) % 2 == 0;
            case 1 -> y % 2 == 0;
            case 2 -> x % 3 == 0;
            case 3 -> (x + y) % 3 == 0;
            case 4 -> (x / 3 + y / 2) % 2 == 0;
            case 5 -> x * y % 2 + x * y % 3 == 0;
            case 6 -> (x * y % 2 + x * y % 3) % 2 == 0;
            default -> ((x + y) % 2 + x * y % 3) % 2 == 0;
        };
    }

    // Long runs and even blocks are hard on cameras; any mask can be read, so the finer rules are left out.
    private int penalty() {
        int penalty = 0;
        for (int i = 0; i < size; i++) {
            int across = 1;
            int down = 1;
            for (int j = 1; j < size; j++) {
                across = dark[i][j] == dark[i][j - 1] ? across + 1 : 1;
                down = dark[j][i] == dark[j - 1][i] ? down + 1 : 1;
                penalty += (across == 5 ? 3 : across > 5 ? 1 : 0) + (down == 5 ? 3 : down > 5 ? 1 : 0);
                boolean even = i > 0
                        && dark[i][j] == dark[i][j - 1]
                        && dark[i][j] == dark[i - 1][j]
                        && dark[i][j] == dark[i - 1][j - 1];
                penalty += even ? 3 : 0;
            }
        }
        return penalty;
    }

    /** A row of bits, filled from the left. */
    private static final class Bits {
        private final ByteArrayOutputStream whole = new ByteArrayOutputStream();
        private int open;
        private int length;

        void add(int value, int bits) {
            for (int i = bits - 1; i >= 0; i--) {
                open = (open << 1) | ((value >> i) & 1);
                length++;
                if (length % Byte.SIZE == 0) {
                    whole.write(open);
                    open = 0;
                }
            }
        }

        byte[] bytes() {
            return whole.toByteArray();
        }
    }
}
