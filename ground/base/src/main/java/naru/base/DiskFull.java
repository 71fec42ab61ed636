package naru.base;

import java.nio.file.Path;

/// What is said everywhere when a disk has no space left.
public final class DiskFull {
    private static final String SENTENCE = "the disk is full";
    private static final String ADVICE = ": free some space (docker system prune) and try again";

    private DiskFull() {}

    /// Whether something failed for that reason, or because something else did. The JDK tells it by the kernel's words
    /// alone (ENOSPC, strerror(3)).
    public static boolean is(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (message.contains("No space left on device") || message.startsWith(SENTENCE)) {
                return true;
            }
        }
        return false;
    }

    /// The fault: UNAVAILABLE, with what to do.
    public static Fault fault(Throwable cause) {
        return Fault.unavailable(SENTENCE + ADVICE, cause);
    }

    /// The fault of one that would be: its last bytes are kept.
    static Fault fault(Path folder, long kept) {
        return Fault.unavailable(
                SENTENCE + " but for its last " + (kept >> 20) + " MiB, at " + folder.getParent() + ADVICE, null);
    }
}
