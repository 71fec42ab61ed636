package naru.container;

import java.util.Map;
import naru.base.Fault;

/// When a container that ended is started again.
///
/// @param rule when
/// @param maximumRetries for `ON_FAILURE` and `ON_UNHEALTHY`; 0 for no end
public record RestartPolicy(Rule rule, int maximumRetries) {
    /// A container with this label, set to `on-unhealthy`, is also started again when its health test
    /// fails: for clients that refuse the word as a policy, and beside any other policy.
    public static final String LABEL = "naru.restart";

    /// Never.
    public static final RestartPolicy NO = new RestartPolicy(Rule.NO, 0);

    /// When a container that ended is started again.
    public enum Rule {
        /// Never.
        NO("no"),
        /// Always, also when the daemon starts.
        ALWAYS("always"),
        /// Always, unless it was stopped by hand.
        UNLESS_STOPPED("unless-stopped"),
        /// When its exit code was not 0.
        ON_FAILURE("on-failure"),
        /// When its exit code was not 0, and when its health test failed as often as it may.
        ON_UNHEALTHY("on-unhealthy");

        private final String text;

        Rule(String text) {
            this.text = text;
        }

        /// As Docker writes it.
        public String text() {
            return text;
        }
    }

    /// Whether to start again after an exit.
    ///
    /// @param code exit code
    /// @param restarts how often it was started again already
    /// @param stopped whether somebody stopped it by hand
    boolean again(int code, int restarts, boolean stopped) {
        if (stopped) {
            return false;
        }
        return switch (rule) {
            case NO -> false;
            case ALWAYS, UNLESS_STOPPED -> true;
            case ON_FAILURE, ON_UNHEALTHY -> code != 0 && mayTry(restarts);
        };
    }

    /// Whether a container is ended and started again when it is not well.
    ///
    /// @param labels the container's
    /// @param restarts how often it was started again already
    boolean againWhenUnhealthy(Map<String, String> labels, int restarts) {
        return rule == Rule.ON_UNHEALTHY
                ? mayTry(restarts)
                : Rule.ON_UNHEALTHY.text().equals(labels.get(LABEL));
    }

    /// What makes a container with these labels start again, in Docker's words.
    String named(Map<String, String> labels) {
        boolean labelled = rule != Rule.ON_UNHEALTHY && Rule.ON_UNHEALTHY.text().equals(labels.get(LABEL));
        return labelled ? rule.text() + ", " + Rule.ON_UNHEALTHY.text() : rule.text();
    }

    /// Refuses a policy that could never act in a container with this configuration.
    void check(Config config) {
        HealthTest health = config.healthcheck();
        if (rule == Rule.ON_UNHEALTHY && (health == null || !health.tests())) {
            throw Fault.invalid("invalid restart policy: 'on-unhealthy' needs a health test: give --health-cmd, or"
                    + " HEALTHCHECK in the image");
        }
    }

    private boolean mayTry(int restarts) {
        return maximumRetries == 0 || restarts < maximumRetries;
    }
}
