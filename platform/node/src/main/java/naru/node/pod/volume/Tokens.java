package naru.node.pod.volume;

import naru.node.pod.spec.Pod;

/// Issues tokens of service accounts for pods.
@FunctionalInterface
public interface Tokens {
    /// A token of the pod's service account.
    ///
    /// @param audience who it is for; empty for the API
    /// @param seconds how long it is good
    String issue(Pod pod, String audience, long seconds);
}
