package dev.bastide.identity.scim;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** How many requests each caller may make: a reserve that a burst uses up and that fills again with time. */
final class Pace {
    private static final int CALLERS_MAX = 10_000;

    private final int reserve;
    private final double perSecond;
    private final Map<String, Level> levels = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Level> eldest) {
            return size() > CALLERS_MAX;
        }
    };

    /** @param perSecond how many requests come back each second, up to the reserve */
    Pace(int reserve, double perSecond) {
        this.reserve = reserve;
        this.perSecond = perSecond;
    }

    private record Level(double left, Instant at) {}

    /** Whether this caller may make one more request now. */
    synchronized boolean allows(String caller, Instant now) {
        Level level = levels.getOrDefault(caller, new Level(reserve, now));
        Duration since = Duration.between(level.at(), now);
        double gained = since.isNegative() ? 0 : since.toMillis() / 1000.0 * perSecond;
        double left = Math.min(reserve, level.left() + gained);
        boolean allowed = left >= 1;
        levels.put(caller, new Level(allowed ? left - 1 : left, now));
        return allowed;
    }
}
