package naru.cluster.auth;

import naru.base.Fault;

/// Refusals in the form that clients of Kubernetes show to people.
final class Refusals {
    private Refusals() {}

    /// The fault for something that is not allowed.
    static Fault of(Caller caller, Attributes attributes, String reason) {
        String sentence = switch (attributes) {
            case Attributes.OfPath path ->
                "forbidden: User \"%s\" cannot %s path \"%s\"".formatted(caller.name(), path.verb(), path.path());
            case Attributes.OfResource of -> of(caller, of);
        };
        return Fault.forbidden(reason.isEmpty() ? sentence : sentence + ": " + reason);
    }

    private static String of(Caller caller, Attributes.OfResource of) {
        String kind = of.group().isEmpty() ? of.resource() : of.resource() + "." + of.group();
        String object =
                of.name().isEmpty() ? kind + " is forbidden" : "%s \"%s\" is forbidden".formatted(kind, of.name());
        String where =
                of.namespace().isEmpty() ? " at the cluster scope" : " in the namespace \"" + of.namespace() + '"';
        return "%s: User \"%s\" cannot %s resource \"%s\" in API group \"%s\"%s"
                .formatted(object, caller.name(), of.verb(), of.qualified(), of.group(), where);
    }
}
