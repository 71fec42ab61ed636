package naru.kube;

import java.util.List;
import java.util.Map;

/// Who sends a request, as `kubectl auth whoami` shows it.
///
/// @param name such as `system:admin` or `system:serviceaccount:default:builder`
/// @param uid of a service account, or empty
/// @param groups such as `system:masters`; everybody known is in `system:authenticated`
/// @param extra what else the credential says
public record Caller(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    /// Who shows no credential.
    public static final Caller ANONYMOUS =
            new Caller("system:anonymous", "", List.of("system:unauthenticated"), Map.of());

    /// Copies the collections.
    public Caller {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }
}
