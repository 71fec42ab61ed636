package naru.kube;

import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import naru.cluster.auth.Attributes;
import naru.cluster.auth.Authorizer;
import naru.cluster.auth.Caller;
import naru.cluster.auth.Credentials;
import naru.http.Exchange;
import naru.http.Handler;
import naru.http.Routes;

/// The way of every request: who is it, what do they want, may they, and then what answers it.
final class Front implements Handler {
    private final Gate gate;
    private final Impersonation impersonation;
    private final Routes routes;
    private final Verbs verbs;

    Front(Gate gate, Routes routes, Verbs verbs) {
        this.gate = gate;
        this.impersonation = new Impersonation(gate.authorizer());
        this.routes = routes.otherwise(Front::unmatched);
        this.verbs = verbs;
    }

    @Override
    public void handle(Exchange exchange) throws IOException {
        exchange.set("Cache-Control", "no-cache, private").set("X-Content-Type-Options", "nosniff");
        Caller caller = impersonation.of(exchange, caller(exchange));
        Optional<Target> target = Target.of(exchange.path());
        try {
            if (target.isPresent()) {
                resource(new Call(exchange, caller, target.get()));
            } else {
                other(exchange, caller);
            }
        } catch (NotAcceptable e) {
            status(406, "NotAcceptable", e.sentence(), target.orElse(Target.NONE))
                    .send(exchange);
        }
    }

    private Caller caller(Exchange exchange) {
        Credentials credentials =
                new Credentials(exchange.clientCertificate().stream().toList(), exchange.header("Authorization"));
        return gate.authenticator().authenticate(credentials);
    }

    private void resource(Call call) throws IOException {
        String verb = Verbs.verb(call);
        gate.authorizer().demand(call.caller(), call.target().attributes(verb));
        Optional<Call.Action> action = verbs.action(call, verb);
        if (action.isEmpty()) {
            status(
                            405,
                            "MethodNotAllowed",
                            "the server does not allow this method on the requested resource",
                            call.target())
                    .send(call.exchange());
            return;
        }
        try {
            action.get().run(call);
        } catch (Fault fault) {
            if (call.exchange().begun() || fault.kind() == Fault.Kind.INTERNAL) {
                throw fault;
            }
            Status.of(fault, call.target()).send(call.exchange());
        }
    }

    private void other(Exchange exchange, Caller caller) throws IOException {
        String path = exchange.path();
        String verb = exchange.method().toLowerCase(Locale.ROOT);
        Authorizer authorizer = gate.authorizer();
        authorizer.demand(caller, new Attributes.OfPath(verb, path));
        routes.handle(exchange);
    }

    private static void unmatched(Exchange exchange, Set<String> allowed) throws IOException {
        if (allowed.isEmpty()) {
            throw Fault.notFound("the server could not find the requested resource");
        }
        exchange.set("Allow", String.join(", ", allowed));
        status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", Target.NONE)
                .send(exchange);
    }

    private static Status status(int code, String reason, String message, Target target) {
        return new Status(code, reason, message, target, java.util.List.of());
    }
}
