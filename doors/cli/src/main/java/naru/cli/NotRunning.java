package naru.cli;

/// The daemon is needed and not there.
final class NotRunning extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotRunning(String message) {
        super(message);
    }
}
