package naru.cluster.schema;

import java.util.List;

/// How two states of a list become one (Kubernetes' Server-Side Apply, "Merge strategy", and the
/// strategic merge patch of the API conventions, which differ for some lists).
///
/// @param kind who may own what of it
/// @param keys what tells the elements of a list of kind MAP apart
/// @param strategic whether a strategic merge patch merges it; else it replaces it
/// @param mergeKey what tells the elements apart in a strategic merge; empty for lists of single values
/// @param retainKeys whether a strategic merge may say which fields of an element stay
public record Merging(Kind kind, List<Key> keys, boolean strategic, String mergeKey, boolean retainKeys) {
    /// Who may own what of a list.
    public enum Kind {
        /// One owner, all of it.
        ATOMIC,
        /// An owner for each value.
        SET,
        /// Owners for the fields of each element.
        MAP
    }

    /// A field that tells elements apart.
    ///
    /// @param otherwise its value where it is left out, or empty
    public record Key(String field, String otherwise) {}

    /// A list that is replaced as a whole.
    public static final Merging REPLACE = new Merging(Kind.ATOMIC, List.of(), false, "", false);

    /// Copies the keys.
    public Merging {
        keys = List.copyOf(keys);
    }
}
