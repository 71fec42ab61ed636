package naru.container;

import java.time.Duration;

/// Those who are attached to one container. conmon waits for them one after the other, so they have their patience
/// together: once it was used up by one, the others who hold the output up soon after get a tenth of it.
///
/// Safe for use by many threads.
final class Company {
    /// The part of the patience that is left to the others.
    private static final int PART = 10;

    private volatile long gaveUp;
    private volatile boolean everGaveUp;

    /// Somebody was given up.
    void giveUp() {
        gaveUp = System.nanoTime();
        everGaveUp = true;
    }

    /// How long one may hold the output up now, in nanoseconds.
    long patience(Duration whole) {
        boolean soonAfter = everGaveUp && System.nanoTime() - gaveUp < whole.toNanos();
        return soonAfter ? step(whole) : whole.toNanos();
    }

    /// After how many nanoseconds to ask again.
    static long step(Duration whole) {
        return whole.toNanos() / PART;
    }
}
