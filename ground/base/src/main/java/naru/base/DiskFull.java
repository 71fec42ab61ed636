package naru.base;

/// What is said everywhere when a disk has no space left.
public final class DiskFull {
    private DiskFull() {}

    /// Whether something failed for that reason, or because something else did. The JDK tells it by the kernel's words
    /// alone (ENOSPC, strerror(3)).
    public static boolean is(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (String.valueOf(cause.getMessage()).contains("No space left on device")) {
                return true;
            }
        }
        return false;
    }

    /// The fault: UNAVAILABLE, with what to do.
    public static Fault fault(Throwable cause) {
        return Fault.unavailable("the disk is full: free some space (docker system prune) and try again", cause);
    }
}
