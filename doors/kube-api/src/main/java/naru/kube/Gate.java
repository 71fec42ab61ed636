package naru.kube;

import naru.cluster.auth.Authenticator;
import naru.cluster.auth.Authorizer;
import tools.jackson.databind.node.ObjectNode;

/// Who may do what, as the door asks it. Safe for use by many threads.
///
/// @param authenticator says who sends a request, and whose a token is (`TokenReview`)
/// @param authorizer says what they may do
/// @param tokens makes tokens of service accounts
public record Gate(Authenticator authenticator, Authorizer authorizer, Tokens tokens) {
    /// Makes tokens of service accounts: the subresource `token`.
    @FunctionalInterface
    public interface Tokens {
        /// One token.
        ///
        /// @param account the service account
        /// @param request a `TokenRequest`
        /// @return the request with its status
        /// @throws naru.base.Fault INVALID for a wrong request
        ObjectNode issue(ObjectNode account, ObjectNode request);
    }
}
