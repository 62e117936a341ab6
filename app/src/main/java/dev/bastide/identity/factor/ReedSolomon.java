package dev.bastide.identity.factor;

/** Reed-Solomon correction over the field of 256 elements with the polynomial 0x11d, as QR codes use it. */
final class ReedSolomon {
    private static final int POLYNOMIAL = 0x11d;

    private ReedSolomon() {}

    /** The divisor for so many correction bytes: the product of (x - 2^i), its leading 1 left out. */
    static byte[] divisor(int degree) {
        byte[] result = new byte[degree];
        result[degree - 1] = 1;
        int root = 1;
        for (int i = 0; i < degree; i++) {
            for (int j = 0; j < degree; j++) {
                int next = j + 1 < degree ? result[j + 1] : 0;
                result[j] = (byte) (times(result[j] & 0xff, root) ^ next);
            }
            root = times(root, 2);
        }
        return result;
    }

    /** The correction bytes of this data. */
    static byte[] remainder(byte[] data, byte[] divisor) {
        byte[] result = new byte[divisor.length];
        for (byte b : data) {
            int factor = (b ^ result[0]) & 0xff;
            System.arraycopy(result, 1, result, 0, result.length - 1);
            result[result.length - 1] = 0;
            for (int i = 0; i < result.length; i++) {
                result[i] ^= (byte) times(divisor[i] & 0xff, factor);
            }
        }
        return result;
    }

    private static int times(int x, int y) {
        int product = 0;
        for (int i = 7; i >= 0; i--) {
            product = (product << 1) ^ ((product >> 7) * POLYNOMIAL);
            product ^= ((y >> i) & 1) * x;
        }
        return product & 0xff;
    }
}
