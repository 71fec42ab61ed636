package naru.kube;

import tools.jackson.databind.node.ObjectNode;

/// Reads bodies of `application/vnd.kubernetes.protobuf`.
@FunctionalInterface
public interface Protobuf {
    /// The document that the bytes mean.
    ///
    /// @throws naru.base.Fault INVALID for bytes that are none, UNSUPPORTED_MEDIA_TYPE for a kind that is not known
    ///     in this format
    ObjectNode decode(byte[] body);
}
