package naru.cluster.auth;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import naru.base.Fault;

/// What a token is for.
public enum Role {
    /// A machine may join as a node.
    NODE("system:bootstrappers"),
    /// A machine may join as another server; it gets the cluster's keys.
    SERVER("system:bootstrappers"),
    /// Somebody may look at everything but secrets.
    VIEWER("naru:viewers"),
    /// Somebody may do everything.
    ADMIN("naru:administrators");

    private final String group;

    Role(String group) {
        this.group = group;
    }

    /// As people write it: `node`, `server`, `viewer`, `admin`; INVALID for another word.
    public static Role of(String word) {
        for (Role role : values()) {
            if (role.word().equals(word)) {
                return role;
            }
        }
        throw Fault.invalid("a token's role is node, server, viewer or admin, not '" + word + "'");
    }

    /// As people write it.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether machines join with it.
    public boolean joins() {
        return this == NODE || this == SERVER;
    }

    /// Who comes with such a token.
    Caller caller(String id) {
        String prefix = joins() ? "system:bootstrap:" : "naru:" + word() + ":";
        return new Caller(prefix + id, "", List.of(group, Caller.AUTHENTICATED), Map.of());
    }
}
