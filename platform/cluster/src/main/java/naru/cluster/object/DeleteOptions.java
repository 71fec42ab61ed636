package naru.cluster.object;

/// How something is deleted.
///
/// @param graceSeconds what the object is given to end; -1 for what its kind or it says itself
/// @param propagation what becomes of its dependents
/// @param uid only the object with this uid, or empty
/// @param resourceVersion only in this state, or empty
/// @param dryRun check and answer, delete nothing
public record DeleteOptions(
        int graceSeconds, Propagation propagation, String uid, String resourceVersion, boolean dryRun) {
    /// What becomes of objects that name the deleted one as their owner.
    public enum Propagation {
        /// They are deleted after it.
        BACKGROUND,
        /// They are deleted before it.
        FOREGROUND,
        /// They stay, without owner.
        ORPHAN
    }

    /// As the kind says, dependents afterwards.
    public static final DeleteOptions DEFAULT = new DeleteOptions(-1, Propagation.BACKGROUND, "", "", false);

    /// At once.
    public static final DeleteOptions NOW = new DeleteOptions(0, Propagation.BACKGROUND, "", "", false);
}
