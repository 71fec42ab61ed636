package naru.cluster.object;

/// Which objects, of which state (Kubernetes API concepts, "Resource versions" and "Retrieving large results sets in
/// chunks").
///
/// @param labelSelector such as `app=web,tier!=db,env in (a,b)`; empty for all
/// @param fieldSelector such as `metadata.name=web,spec.nodeName=n1`; empty for all
/// @param limit how many at most, 0 for all
/// @param continued the `continue` of the page before, or empty
/// @param resourceVersion list: empty for the latest, `0` for any; watch: from where on (not included), empty or `0`
///     for the present objects first, as ADDED
/// @param exact list only: exactly that version (`resourceVersionMatch=Exact`)
/// @param bookmarks watch only: tell now and then how far it has come, with BOOKMARK events
public record ListOptions(
        String labelSelector,
        String fieldSelector,
        int limit,
        String continued,
        String resourceVersion,
        boolean exact,
        boolean bookmarks) {
    /// Everything, now.
    public static final ListOptions ALL = new ListOptions("", "", 0, "", "", false, false);

    /// What has these labels, now.
    public static ListOptions labelled(String selector) {
        return new ListOptions(selector, "", 0, "", "", false, false);
    }

    /// What has these fields, now.
    public static ListOptions where(String selector) {
        return new ListOptions("", selector, 0, "", "", false, false);
    }

    /// The same, from a resource version on, with bookmarks.
    public ListOptions from(String version) {
        return new ListOptions(labelSelector, fieldSelector, limit, continued, version, exact, true);
    }
}
