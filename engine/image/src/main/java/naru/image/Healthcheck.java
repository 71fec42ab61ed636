package naru.image;

import java.time.Duration;
import java.util.List;

/// How a container's health is tested; a zero duration or count means the default.
///
/// @param test `[]` inherits, `["NONE"]` switches off, `["CMD", …]` runs, `["CMD-SHELL", line]` runs in the shell
/// @param interval time between tests
/// @param timeout time after which a test has failed
/// @param startPeriod time after the start in which failures do not count
/// @param startInterval time between tests in the start period
/// @param retries failures in a row that make a container unhealthy
public record Healthcheck(
        List<String> test,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {
    /// Copies the command.
    public Healthcheck {
        test = List.copyOf(test);
    }
}
