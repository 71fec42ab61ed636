package naru.kube;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.auth.Attributes;
import naru.cluster.auth.Authenticator;
import naru.cluster.auth.Authorizer;
import naru.cluster.auth.Caller;
import naru.cluster.auth.Credentials;
import tools.jackson.databind.node.ObjectNode;

/// Lets everybody do everything but those with the token `reader`, who only read; `wrong` is no token.
final class OpenGate implements Authenticator, Authorizer, Gate.Tokens {
    Gate gate() {
        return new Gate(this, this, this);
    }

    @Override
    public Caller authenticate(Credentials credentials) {
        if (credentials.bearer().equals("wrong")) {
            throw Fault.unauthorized("Unauthorized");
        }
        String name = credentials.bearer().isEmpty() ? "admin" : credentials.bearer();
        return new Caller(name, "", List.of(Caller.MASTERS, Caller.AUTHENTICATED), Map.of());
    }

    @Override
    public Decision decide(Caller caller, Attributes attributes) {
        boolean reads = List.of("get", "list", "watch").contains(attributes.verb());
        return caller.name().equals("reader") && !reads ? Decision.NO : Decision.yes("for a test");
    }

    @Override
    public ObjectNode rules(Caller caller, String namespace) {
        ObjectNode rules = Json.mapper().createObjectNode();
        ObjectNode all = rules.putArray("resourceRules").addObject();
        for (String field : List.of("verbs", "apiGroups", "resources")) {
            all.putArray(field).add("*");
        }
        rules.putArray("nonResourceRules");
        return rules.put("incomplete", false);
    }

    @Override
    public void admit(Caller caller, Attributes.OfResource attributes, ObjectNode object) {
        if (object.path("metadata").path("name").asString("").equals("not-by-" + caller.name())) {
            throw Fault.forbidden("not by " + caller.name());
        }
    }

    @Override
    public ObjectNode issue(ObjectNode account, ObjectNode request) {
        request.putObject("status")
                .put(
                        "token",
                        "token-of-" + account.path("metadata").path("name").asString(""))
                .put("expirationTimestamp", "2030-01-01T00:00:00Z");
        return request;
    }

    @Override
    public Optional<Caller> owner(String token, List<String> audiences) {
        return token.equals("wrong") ? Optional.empty() : Optional.of(Caller.of(token, Caller.AUTHENTICATED));
    }
}
