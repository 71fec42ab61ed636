package naru.cluster.auth;

import tools.jackson.databind.node.ObjectNode;

/// Says what callers may do. Safe for use by many threads; answers from memory.
public interface Authorizer {
    /// Whether a caller may.
    Decision decide(Caller caller, Attributes attributes);

    /// What the caller may do in a namespace, as the `status` of a SelfSubjectRulesReview.
    ObjectNode rules(Caller caller, String namespace);

    /// Looks at what a write that [#decide] allowed would store: a node writes its own things only, and
    /// nobody hands out more rights than they have. For `create` and `update` it is the object as
    /// sent; for `patch` the object as it would become (a dry run's answer), needed only where
    /// [#admits] says so.
    ///
    /// @throws naru.base.Fault FORBIDDEN, with the reason
    void admit(Caller caller, Attributes.OfResource attributes, ObjectNode object);

    /// Whether [#admit] has something to say about such a write by that caller.
    default boolean admits(Caller caller, Attributes.OfResource attributes) {
        return !caller.in(Caller.MASTERS) && !attributes.reads();
    }

    /// The same as a fault: FORBIDDEN, in the words that Kubernetes' clients know.
    default void demand(Caller caller, Attributes attributes) {
        Decision decision = decide(caller, attributes);
        if (!decision.allowed()) {
            throw Refusals.of(caller, attributes, decision.reason());
        }
    }

    /// An answer.
    ///
    /// @param allowed whether
    /// @param reason why, for people; may be empty when refused because nothing allows it
    record Decision(boolean allowed, String reason) {
        /// Nothing allows it.
        public static final Decision NO = new Decision(false, "");

        /// Allowed, and why.
        public static Decision yes(String reason) {
            return new Decision(true, reason);
        }

        /// Refused, and why.
        public static Decision no(String reason) {
            return new Decision(false, reason);
        }
    }
}
