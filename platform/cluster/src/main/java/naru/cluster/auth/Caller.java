package naru.cluster.auth;

import java.util.List;
import java.util.Map;

/// Who makes a request, once that is proven (Kubernetes, "Authenticating": user info).
///
/// @param name such as `admin`, `system:node:n1`, `system:serviceaccount:shop:default`
/// @param uid of the service account, or empty
/// @param groups such as `system:masters`, in no order that means something
/// @param extra what else is known, such as the pod that a token is bound to; never a secret
public record Caller(String name, String uid, List<String> groups, Map<String, List<String>> extra) {
    /// The name of a caller who proved nothing.
    public static final String ANONYMOUS = "system:anonymous";

    /// Everybody who proved who they are.
    public static final String AUTHENTICATED = "system:authenticated";

    /// Everybody who did not.
    public static final String UNAUTHENTICATED = "system:unauthenticated";

    /// Those for whom no rule is asked.
    public static final String MASTERS = "system:masters";

    /// The nodes' agents.
    public static final String NODES = "system:nodes";

    /// What every node's name begins with.
    public static final String NODE_PREFIX = "system:node:";

    /// What every service account's name begins with.
    public static final String ACCOUNT_PREFIX = "system:serviceaccount:";

    /// All service accounts; with `:NAMESPACE` those of one namespace.
    public static final String ACCOUNTS = "system:serviceaccounts";

    /// Copies the collections.
    public Caller {
        groups = List.copyOf(groups);
        extra = Map.copyOf(extra);
    }

    /// A caller with nothing more than a name and groups.
    public static Caller of(String name, String... groups) {
        return new Caller(name, "", List.of(groups), Map.of());
    }

    /// Nobody that is known.
    public static Caller anonymous() {
        return of(ANONYMOUS, UNAUTHENTICATED);
    }

    /// Whether the caller is of a group.
    public boolean in(String group) {
        return groups.contains(group);
    }
}
