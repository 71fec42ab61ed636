package naru.cluster.state;

import java.util.List;
import naru.base.Fault;
import naru.cluster.object.Resource;

/// The refusals that clients know by their words (Kubernetes, apimachinery's `StatusError`s).
final class Sentences {
    private Sentences() {}

    static Fault notFound(Resource resource, String name) {
        return Fault.notFound(resource.qualified() + " \"" + name + "\" not found");
    }

    static Fault alreadyExists(Resource resource, String name) {
        return Fault.alreadyExists(resource.qualified() + " \"" + name + "\" already exists");
    }

    /// Somebody wrote in between.
    static Fault modified(Resource resource, String name) {
        return conflict(
                resource,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    static Fault conflict(Resource resource, String name, String why) {
        return Fault.conflict("Operation cannot be fulfilled on " + resource.qualified() + " \"" + name + "\": " + why);
    }

    static Fault forbidden(Resource resource, String name, String why) {
        return Fault.forbidden(resource.qualified() + " \"" + name + "\" is forbidden: " + why);
    }

    /// A resource version that is no longer kept.
    static Fault tooOld(long wanted, long oldest) {
        return Fault.gone("too old resource version: " + wanted + " (" + oldest + ")");
    }

    /// A page that can only go on with another state; the token for that is in the details.
    static Fault pageGone(String token) {
        return new Fault(
                Fault.Kind.GONE,
                "The provided continue parameter is too old to display a consistent list result. You can start a new"
                        + " list without the continue parameter, or use the continue token in this response to"
                        + " retrieve the remainder of the results, which is then not of one state.",
                null,
                List.of(new Fault.Detail("InconsistentContinue", "metadata.continue", token)));
    }

    /// A resource version that is not there yet.
    static Fault tooLarge(long wanted, long current) {
        return Fault.unavailable("Too large resource version: " + wanted + ", current: " + current, null);
    }
}
