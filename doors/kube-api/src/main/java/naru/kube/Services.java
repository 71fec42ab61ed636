package naru.kube;

import java.util.function.Supplier;
import naru.cluster.object.Objects;

/// What the API speaks for.
///
/// @param objects the cluster's objects
/// @param gate who may do what
/// @param nodes how pods are reached
/// @param streams carries connections into pods
/// @param version what the API is
/// @param notReady why the cluster does not serve yet, or empty; asked by `/readyz`
public record Services(
        Objects objects, Gate gate, Nodes nodes, PodStreams streams, Version version, Supplier<String> notReady) {}
