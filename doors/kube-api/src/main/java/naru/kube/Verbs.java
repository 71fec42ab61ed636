package naru.kube;

import java.util.Optional;
import naru.kube.discovery.Offer;

/// Which call answers which verb on which resource.
final class Verbs {
    private final ObjectCalls objects;
    private final WatchCalls watches;
    private final PodCalls pods;
    private final AccessCalls access;
    private final MetricsCalls metrics;

    Verbs(Services services, SlowReaders slow) {
        objects = new ObjectCalls(services.objects(), services.gate().authorizer());
        watches = new WatchCalls(services.objects(), slow);
        pods = new PodCalls(services);
        access = new AccessCalls(services);
        metrics = new MetricsCalls(services);
    }

    /// The verb of a request, as roles name it; empty for a method that has none.
    static String verb(Call call) {
        boolean one = !call.target().name().isEmpty();
        return switch (call.exchange().method()) {
            case "GET", "HEAD" -> reading(call, one);
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> one ? "delete" : "deletecollection";
            default -> "";
        };
    }

    private static String reading(Call call, boolean one) {
        if (call.target().subresource().isEmpty() && call.parameters().flag("watch")) {
            return "watch";
        }
        return one ? "get" : "list";
    }

    /// What answers, if anything does.
    Optional<Call.Action> action(Call call, String verb) {
        Target target = call.target();
        Offer offer = target.offer();
        if (offer == null
                || (!offer.verbs().contains(verb) && target.subresource().isEmpty())) {
            return Optional.empty();
        }
        if (!offer.stored()) {
            return Optional.of(offer.metrics() ? metrics::answer : access::ask);
        }
        if (target.subresource().isEmpty()) {
            return Optional.ofNullable(object(verb, !target.name().isEmpty()));
        }
        return Optional.ofNullable(
                switch (target.subresource()) {
                    case "scale" -> scale(verb);
                    case "log" -> verb.equals("get") ? pods::log : null;
                    case "exec", "attach", "portforward" ->
                        verb.equals("get") || verb.equals("create") ? pods::connect : null;
                    case "binding" -> verb.equals("create") ? pods::bind : null;
                    case "eviction" -> verb.equals("create") ? pods::evict : null;
                    case "token" -> verb.equals("create") ? access::issue : null;
                    case "finalize" -> verb.equals("update") ? objects::update : null;
                    default -> part(verb);
                });
    }

    private Call.@org.jspecify.annotations.Nullable Action object(String verb, boolean one) {
        return switch (verb) {
            case "get" -> objects::get;
            case "list" -> objects::list;
            case "watch" -> watches::watch;
            case "create" -> one ? null : objects::create;
            case "update" -> one ? objects::update : null;
            case "patch" -> one ? objects::patch : null;
            case "delete" -> objects::delete;
            case "deletecollection" -> objects::deleteAll;
            default -> null;
        };
    }

    private Call.@org.jspecify.annotations.Nullable Action scale(String verb) {
        return switch (verb) {
            case "get" -> objects::scale;
            case "update" -> objects::rescale;
            case "patch" -> objects::patchScale;
            default -> null;
        };
    }

    private Call.@org.jspecify.annotations.Nullable Action part(String verb) {
        return switch (verb) {
            case "get" -> objects::get;
            case "update" -> objects::update;
            case "patch" -> objects::patch;
            default -> null;
        };
    }
}
