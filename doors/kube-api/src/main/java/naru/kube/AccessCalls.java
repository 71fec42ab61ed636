package naru.kube;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.auth.Attributes;
import naru.cluster.auth.Authorizer;
import naru.cluster.auth.Caller;
import naru.cluster.object.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Questions about who somebody is and what they may do, and tokens.
final class AccessCalls {
    private final Gate gate;
    private final Objects objects;

    AccessCalls(Services services) {
        this.gate = services.gate();
        this.objects = services.objects();
    }

    /// Answers a question: its kind says which.
    void ask(Call call) throws IOException {
        ObjectNode review = RequestBodies.object(call.exchange(), call.resource(), call.write());
        JsonNode spec = review.path("spec");
        switch (call.resource().kind()) {
            case "TokenReview" -> token(review, spec);
            case "SelfSubjectReview" -> user(review.putObject("status"), "userInfo", call.caller());
            case "SelfSubjectRulesReview" ->
                review.set(
                        "status",
                        gate.authorizer()
                                .rules(call.caller(), spec.path("namespace").asString("default")));
            case "SelfSubjectAccessReview" -> decide(review, call.caller(), spec);
            default -> decide(review, subject(spec), spec);
        }
        call.object(201, review);
    }

    /// The answer does not repeat the token.
    private void token(ObjectNode review, JsonNode spec) {
        ObjectNode status = review.putObject("status");
        String token = spec.path("token").asString("");
        Optional<Caller> owner =
                token.isEmpty() ? Optional.empty() : gate.tokens().owner(token, texts(spec.path("audiences")));
        status.put("authenticated", owner.isPresent());
        if (owner.isPresent()) {
            user(status, "user", owner.get());
            status.set("audiences", spec.path("audiences"));
        } else {
            status.put("error", "the token is not valid");
        }
        if (spec instanceof ObjectNode object) {
            object.put("token", "");
        }
    }

    private static void user(ObjectNode status, String field, Caller caller) {
        ObjectNode user = status.putObject(field);
        user.put("username", caller.name());
        if (!caller.uid().isEmpty()) {
            user.put("uid", caller.uid());
        }
        caller.groups().forEach(user.putArray("groups")::add);
        if (!caller.extra().isEmpty()) {
            ObjectNode extra = user.putObject("extra");
            caller.extra().forEach((name, values) -> values.forEach(extra.putArray(name)::add));
        }
    }

    private static Caller subject(JsonNode spec) {
        Map<String, List<String>> extra = new LinkedHashMap<>();
        spec.path("extra").properties().forEach(entry -> extra.put(entry.getKey(), texts(entry.getValue())));
        return new Caller(
                spec.path("user").asString(""), spec.path("uid").asString(""), texts(spec.path("groups")), extra);
    }

    private static List<String> texts(JsonNode array) {
        List<String> all = new ArrayList<>();
        array.forEach(one -> all.add(one.asString("")));
        return all;
    }

    private void decide(ObjectNode review, Caller caller, JsonNode spec) {
        Authorizer.Decision decision = gate.authorizer().decide(caller, attributes(spec));
        ObjectNode status = review.putObject("status").put("allowed", decision.allowed());
        if (!decision.reason().isEmpty()) {
            status.put("reason", decision.reason());
        }
    }

    private static Attributes attributes(JsonNode spec) {
        JsonNode path = spec.path("nonResourceAttributes");
        if (path.isObject()) {
            return new Attributes.OfPath(
                    path.path("verb").asString(""), path.path("path").asString(""));
        }
        JsonNode of = spec.path("resourceAttributes");
        if (!of.isObject()) {
            throw Fault.invalid("spec.resourceAttributes: Invalid value: null: exactly one of"
                    + " nonResourceAttributes or resourceAttributes must be specified");
        }
        return new Attributes.OfResource(
                of.path("verb").asString(""),
                of.path("group").asString(""),
                of.path("version").asString(""),
                of.path("resource").asString(""),
                of.path("subresource").asString(""),
                of.path("namespace").asString(""),
                of.path("name").asString(""));
    }

    /// Makes a token of a service account.
    void issue(Call call) throws IOException {
        ObjectNode request =
                RequestBodies.object(call.exchange(), "authentication.k8s.io/v1", "TokenRequest", call.write());
        ObjectNode account = objects.get(
                call.resource(), call.target().namespace(), call.target().name());
        call.document(201, gate.tokens().issue(account, request));
    }
}
