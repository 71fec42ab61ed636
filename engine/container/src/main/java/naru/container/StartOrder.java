package naru.container;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import naru.base.Fault;

/// Which containers must be there before another starts, by its label `naru.depends-on=db:healthy,cache`. Safe for use
/// by many threads.
final class StartOrder {
    /// Containers with what they must have reached: `started` (also without a word), `healthy`, `completed`.
    static final String LABEL = "naru.depends-on";

    /// How many seconds it waits for each of them, 60 without this label.
    static final String TIMEOUT = "naru.depends-timeout";

    private static final int SECONDS = 60;
    private static final long LOOK_MILLIS = 500;

    private final Register register;
    private final Events events;

    StartOrder(Register register, Events events) {
        this.register = register;
        this.events = events;
    }

    /// What a container must have reached.
    enum Condition {
        /// It runs.
        STARTED,
        /// Its health test has passed.
        HEALTHY,
        /// It has ended with exit code 0.
        COMPLETED
    }

    /// What one container needs of another.
    record Need(String ref, Condition condition) {}

    /// What a container needs; INVALID for a label that says nothing sensible.
    static List<Need> needs(ContainerSpec spec) {
        List<Need> needs = new ArrayList<>();
        for (String word : spec.config().labels().getOrDefault(LABEL, "").split(",")) {
            if (!word.isBlank()) {
                needs.add(need(word.strip()));
            }
        }
        return needs;
    }

    private static Need need(String word) {
        String[] parts = word.split(":", 2);
        String condition = parts.length > 1 ? parts[1] : "started";
        for (Condition known : Condition.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(condition) && !parts[0].isBlank()) {
                return new Need(parts[0], known);
            }
        }
        throw Fault.invalid("label " + LABEL + ": '" + word + "' is not CONTAINER[:started|healthy|completed]");
    }

    private static Duration patience(ContainerSpec spec) {
        String text = spec.config().labels().getOrDefault(TIMEOUT, Integer.toString(SECONDS));
        if (!text.matches("\\d{1,5}")) {
            throw Fault.invalid("label " + TIMEOUT + ": '" + text + "' is no number of seconds");
        }
        return Duration.ofSeconds(Long.parseLong(text));
    }

    /// Checks the labels of a container of that name; CONFLICT, naming the way around, if it would wait for itself.
    void check(String name, ContainerSpec spec) {
        patience(spec);
        Set<String> way = new LinkedHashSet<>(List.of(name));
        needs(spec).forEach(need -> follow(name, need, way));
    }

    private void follow(String name, Need need, Set<String> way) {
        Optional<Unit> other = find(need.ref());
        String next = other.map(unit -> unit.kept().name()).orElse(need.ref());
        if (next.equals(name)) {
            throw Fault.conflict("container " + name + " would wait for itself: " + String.join(" → ", way) + " → "
                    + next + " (label " + LABEL + ")");
        }
        if (other.isPresent() && way.add(next)) {
            needs(other.get().kept().spec()).forEach(one -> follow(name, one, way));
            way.remove(next);
        }
    }

    private Optional<Unit> find(String ref) {
        try {
            return Optional.of(register.find(ref));
        } catch (Fault unknown) {
            return Optional.empty();
        }
    }

    /// Waits until everything that a container needs is there; CONFLICT, saying what is not, if that takes too long or
    /// cannot be.
    ///
    /// @param start starts what does not run; it may do nothing
    void await(Unit unit, Consumer<String> start) {
        ContainerSpec spec = unit.kept().spec();
        List<Need> needs = needs(spec);
        if (needs.isEmpty()) {
            return;
        }
        check(unit.kept().name(), spec);
        for (Need need : needs) {
            Unit other = find(need.ref()).orElseThrow(() -> unmet(unit, need, "does not exist"));
            boolean done = need.condition() == Condition.COMPLETED && isMet(other, need.condition());
            if (!other.isAlive() && !done) {
                start.accept(other.kept().id());
            }
            await(unit, other, need, patience(spec));
        }
    }

    private void await(Unit unit, Unit other, Need need, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        try (Events.Subscription news = events.subscribe()) {
            while (!isMet(other, need.condition())) {
                refuseWhatCannotBe(unit, other, need);
                if (System.nanoTime() > end) {
                    throw unmet(
                            unit,
                            need,
                            "is not " + need.condition().name().toLowerCase(Locale.ROOT) + " after "
                                    + patience.toSeconds() + " s");
                }
                news.next(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while " + unit.kept().name() + " waited for " + need.ref(), e);
        }
    }

    private static void refuseWhatCannotBe(Unit unit, Unit other, Need need) {
        HealthTest test = other.kept().spec().config().healthcheck();
        if (need.condition() == Condition.HEALTHY && (test == null || !test.tests())) {
            throw unmet(unit, need, "has no health test");
        }
        if (need.condition() == Condition.COMPLETED && other.kept().state() instanceof State.Exited exited) {
            throw unmet(unit, need, "ended with exit code " + exited.exitCode());
        }
    }

    private static boolean isMet(Unit other, Condition condition) {
        return switch (condition) {
            case STARTED -> other.isAlive();
            case HEALTHY -> other.isAlive() && other.health().status() == Health.Status.HEALTHY;
            case COMPLETED -> other.kept().state() instanceof State.Exited exited && exited.exitCode() == 0;
        };
    }

    private static Fault unmet(Unit unit, Need need, String why) {
        return Fault.conflict("container " + unit.kept().name() + " waits for " + need.ref() + " (label " + LABEL
                + "), which " + why);
    }
}
