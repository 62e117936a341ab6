package dev.bastide.record.review;

/**
 * How often, how long, how much.
 *
 * @param months of a period: 1 to 3, for the duty says "regularly" and a quarter is the rarest that we call so
 * @param days within which a campaign is to be completed
 * @param confidence in a hundred, that at least one bad record is drawn where more than tolerable are
 * @param tolerable in a hundred
 */
record Terms(int months, int days, int confidence, int tolerable) {
    static final int MONTHS_MAX = 3;
    static final int DAYS_MAX = 30;
    static final int CONFIDENCE_MIN = 95;
    static final int CONFIDENCE_MAX = 99;
    static final int TOLERABLE_MAX = 5;

    /** What holds while nobody has set anything. */
    static final Terms STANDARD = new Terms(1, 14, CONFIDENCE_MIN, TOLERABLE_MAX);
}
