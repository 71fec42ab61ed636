package naru.kube;

import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.http.Exchange;
import tools.jackson.databind.node.ObjectNode;

/// Who may do what: authentication and authorisation as the door needs them. Every request passes
/// [#authenticate] and [#allow]. Safe for use by many threads; every call may block.
public interface Gate {
    /// Who sends the request: by client certificate ([Exchange#clientCertificate()]) or bearer token; without either
    /// [Caller#ANONYMOUS].
    ///
    /// @throws Fault UNAUTHORIZED for a credential that is not valid
    Caller authenticate(Exchange exchange);

    /// Whether the caller may do that.
    Decision decide(Caller caller, Attributes attributes);

    /// Whose token that is, if it is valid for one of the audiences (none: for this API). What `TokenReview` answers.
    Optional<Caller> owner(String token, List<String> audiences);

    /// What the caller may do in a namespace: what `SelfSubjectRulesReview` answers as status, with `resourceRules`,
    /// `nonResourceRules` and `incomplete`.
    ObjectNode rules(Caller caller, String namespace);

    /// Makes a token of a service account: the request is a `TokenRequest`, the answer one with its status.
    ///
    /// @throws Fault NOT_FOUND for no such account, INVALID for a wrong request
    ObjectNode token(String namespace, String serviceAccount, ObjectNode request);

    /// Lets an allowed request pass.
    ///
    /// @throws Fault FORBIDDEN with Kubernetes' sentence
    default void allow(Caller caller, Attributes attributes) {
        Decision decision = decide(caller, attributes);
        if (!decision.allowed()) {
            String because = decision.reason().isEmpty() ? "" : ": " + decision.reason();
            throw Fault.forbidden(attributes.refusal(caller) + because);
        }
    }

    /// Whether something is allowed.
    ///
    /// @param allowed whether it is
    /// @param reason why, or empty
    record Decision(boolean allowed, String reason) {}
}
