package naru.kube;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import naru.base.Fault;
import naru.cluster.auth.Attributes;
import naru.cluster.auth.Authorizer;
import naru.cluster.auth.Caller;
import naru.http.Exchange;
import naru.http.Headers;

/// `kubectl --as`: a caller who may speaks for somebody else (Kubernetes, "User impersonation").
final class Impersonation {
    private static final String USER = "Impersonate-User";
    private static final String GROUP = "Impersonate-Group";
    private static final String UID = "Impersonate-Uid";
    private static final String EXTRA = "impersonate-extra-";

    private final Authorizer authorizer;

    Impersonation(Authorizer authorizer) {
        this.authorizer = authorizer;
    }

    /// For whom the request is: the caller, or who the headers name.
    ///
    /// @throws Fault FORBIDDEN if the caller may not speak for them
    Caller of(Exchange exchange, Caller caller) {
        String user = exchange.header(USER);
        List<String> groups = new ArrayList<>(exchange.headers().all(GROUP));
        if (user.isEmpty()) {
            if (!groups.isEmpty()
                    || !exchange.header(UID).isEmpty()
                    || !extra(exchange).isEmpty()) {
                throw Fault.invalid("requested somebody's groups, uid or extra to be impersonated without a user");
            }
            return caller;
        }
        demandUser(caller, user, groups);
        groups.forEach(group -> demand(caller, "", "groups", "", "", group));
        Map<String, List<String>> extra = extra(exchange);
        extra.forEach((name, values) ->
                values.forEach(value -> demand(caller, "authentication.k8s.io", "userextras", name, "", value)));
        String uid = exchange.header(UID);
        if (!uid.isEmpty()) {
            demand(caller, "authentication.k8s.io", "uids", "", "", uid);
        }
        if (!user.equals(Caller.ANONYMOUS) && !groups.contains(Caller.AUTHENTICATED)) {
            groups.add(Caller.AUTHENTICATED);
        }
        return new Caller(user, uid, groups, extra);
    }

    private void demandUser(Caller caller, String user, List<String> groups) {
        if (!user.startsWith(Caller.ACCOUNT_PREFIX)) {
            demand(caller, "", "users", "", "", user);
            return;
        }
        String[] parts = user.substring(Caller.ACCOUNT_PREFIX.length()).split(":", 2);
        demand(caller, "", "serviceaccounts", "", parts[0], parts.length < 2 ? "" : parts[1]);
        if (groups.isEmpty()) {
            groups.add(Caller.ACCOUNTS);
            groups.add(Caller.ACCOUNTS + ":" + parts[0]);
        }
    }

    private void demand(
            Caller caller, String group, String resource, String subresource, String namespace, String name) {
        authorizer.demand(
                caller, new Attributes.OfResource("impersonate", group, "v1", resource, subresource, namespace, name));
    }

    private static Map<String, List<String>> extra(Exchange exchange) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        for (Headers.Field field : exchange.headers().fields()) {
            String name = field.name().toLowerCase(Locale.ROOT);
            if (name.startsWith(EXTRA)) {
                String key = decode(name.substring(EXTRA.length()));
                extra.computeIfAbsent(key, _ -> new ArrayList<>()).add(field.value());
            }
        }
        return extra;
    }

    private static String decode(String name) {
        try {
            return URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "invalid header " + EXTRA + name, e);
        }
    }
}
