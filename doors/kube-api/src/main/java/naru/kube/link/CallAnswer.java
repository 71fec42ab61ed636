package naru.kube.link;

import naru.base.Fault;

/// How a node answers a call before the call's own bytes follow.
///
/// @param kind of the fault, or empty if the call has begun
/// @param message of the fault
record CallAnswer(String kind, String message) {
    static final CallAnswer BEGUN = new CallAnswer("", "");

    static CallAnswer of(Fault fault) {
        return new CallAnswer(fault.kind().name(), fault.sentence());
    }

    /// Throws the fault, if it is one.
    void check() {
        if (!kind.isEmpty()) {
            throw new Fault(Fault.Kind.valueOf(kind), message, null);
        }
    }
}
