package dev.bastide.verifier;

/** {@code 2026-11-22T08:49:09.123456789Z}: always UTC, always nine digits, so that texts sort as times do. */
final class Timestamp {
    static final int LENGTH = 30;
    private static final String SHAPE = "0000-00-00T00:00:00.000000000Z";

    private Timestamp() {}

    static boolean isValid(byte[] bytes, int from, int to) {
        if (to - from != LENGTH) {
            return false;
        }
        for (int i = 0; i < LENGTH; i++) {
            char shape = SHAPE.charAt(i);
            int c = bytes[from + i];
            if (shape == '0' ? c < '0' || c > '9' : c != shape) {
                return false;
            }
        }
        int year = two(bytes, from) * 100 + two(bytes, from + 2);
        int month = two(bytes, from + 5);
        int day = two(bytes, from + 8);
        return year >= 1
                && month >= 1
                && month <= 12
                && day >= 1
                && day <= days(year, month)
                && two(bytes, from + 11) < 24
                && two(bytes, from + 14) < 60
                && two(bytes, from + 17) < 60;
    }

    private static int days(int year, int month) {
        boolean leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
        return month == 2 ? (leap ? 29 : 28) : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
    }

    private static int two(byte[] bytes, int at) {
        return (bytes[at] - '0') * 10 + bytes[at + 1] - '0';
    }
}
