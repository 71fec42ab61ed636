package naru.container;

import java.time.Duration;
import java.util.List;

/// How a container's health is tested; a zero duration or count means the default.
///
/// @param test empty inherits the image's, `NONE` switches off, `CMD …` runs, `CMD-SHELL line` runs in a shell
/// @param interval time between tests, default 30 s
/// @param timeout time after which a test has failed, default 30 s
/// @param startPeriod time after the start in which failures do not count, default 0
/// @param startInterval time between tests in the start period, default 5 s
/// @param retries failures in a row that make a container unhealthy, default 3
public record HealthTest(
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {
    /// Copies the command.
    public HealthTest {
        test = List.copyOf(test);
    }

    /// Whether anything is tested.
    boolean tests() {
        return !test.isEmpty() && !test.getFirst().equals("NONE");
    }
}
