package naru.container;

/// When a container that ended is started again.
///
/// @param rule when
/// @param maximumRetries for `ON_FAILURE`; 0 for no end
public record RestartPolicy(Rule rule, int maximumRetries) {
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
        ON_FAILURE("on-failure");

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
            case ON_FAILURE -> code != 0 && (maximumRetries == 0 || restarts < maximumRetries);
        };
    }
}
