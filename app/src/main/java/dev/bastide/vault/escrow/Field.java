package dev.bastide.vault.escrow;

/**
 * The field of 256 elements that AES uses (FIPS 197, 4.2): addition is exclusive or, multiplication is of polynomials
 * modulo x^8 + x^4 + x^3 + x + 1. No table, and no branch on a secret: how long it takes tells nothing.
 */
final class Field {
    private static final int REDUCTION = 0x1b;
    private static final int BITS = 8;
    private static final int MASK = 0xff;

    private Field() {}

    static int multiply(int one, int other) {
        int product = 0;
        int shifted = one;
        for (int bit = 0; bit < BITS; bit++) {
            product ^= shifted & -((other >> bit) & 1);
            shifted = ((shifted << 1) & MASK) ^ (REDUCTION & -((shifted >> (BITS - 1)) & 1));
        }
        return product & MASK;
    }

    /** The element that multiplied with this one gives 1; of 0 it is 0. In a group of 255 it is the 254th power. */
    static int inverse(int element) {
        int power = 1;
        for (int times = 0; times < MASK - 1; times++) {
            power = multiply(power, element);
        }
        return power;
    }
}
