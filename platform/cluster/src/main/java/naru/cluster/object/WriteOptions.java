package naru.cluster.object;

/// How something is written.
///
/// @param fieldManager who owns the fields that are set, such as `kubectl-create`; never empty
/// @param dryRun check and answer, store nothing
/// @param force apply only: take fields over from other managers
/// @param validation what happens to unknown and duplicate fields
/// @param warnings told sentences for the caller (header `Warning`), such as unknown fields under WARN
public record WriteOptions(
        String fieldManager, boolean dryRun, boolean force, Validation validation, Warnings warnings) {
    /// What happens to fields that a kind does not have.
    public enum Validation {
        /// They are dropped.
        IGNORE,
        /// They are dropped, and the caller is told.
        WARN,
        /// The write is refused.
        STRICT
    }

    /// Takes sentences for the caller.
    @FunctionalInterface
    public interface Warnings {
        /// One sentence.
        void tell(String sentence);
    }

    /// A plain write by a part of Naru.
    public static WriteOptions by(String fieldManager) {
        return new WriteOptions(fieldManager, false, false, Validation.IGNORE, _ -> {});
    }
}
