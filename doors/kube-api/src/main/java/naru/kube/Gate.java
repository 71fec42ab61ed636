package naru.kube;

import java.util.List;
import java.util.Optional;
import naru.cluster.auth.Access;
import naru.cluster.auth.Authenticator;
import naru.cluster.auth.Authorizer;
import naru.cluster.auth.Caller;
import tools.jackson.databind.node.ObjectNode;

/// Who may do what, as the door asks it. Safe for use by many threads.
///
/// @param authenticator says who sends a request
/// @param authorizer says what they may do
/// @param tokens makes and knows tokens
public record Gate(Authenticator authenticator, Authorizer authorizer, Tokens tokens) {
    /// The cluster's own.
    public static Gate of(Access access) {
        return new Gate(access.authenticator(), access.authorizer(), new Tokens() {
            @Override
            public ObjectNode issue(ObjectNode account, ObjectNode request) {
                return access.accounts().issue(account, request);
            }

            @Override
            public Optional<Caller> owner(String token, List<String> audiences) {
                return access.authenticator().owner(token, audiences);
            }
        });
    }

    /// Tokens of service accounts, and whose tokens are.
    public interface Tokens {
        /// Makes one: the subresource `token`.
        ///
        /// @param account the service account
        /// @param request a `TokenRequest`
        /// @return the request with its status
        /// @throws naru.base.Fault UNPROCESSABLE for a wrong request
        ObjectNode issue(ObjectNode account, ObjectNode request);

        /// Whose token that is, if it is valid: what a `TokenReview` answers.
        ///
        /// @param audiences of which the token must be for one; none: this API
        Optional<Caller> owner(String token, List<String> audiences);
    }
}
