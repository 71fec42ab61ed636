package naru.kube;

import java.io.IOException;
import naru.base.Fault;
import naru.http.Exchange;
import naru.http.Failures;
import naru.http.Handler;
import naru.http.Routes;

/// The Kubernetes API of one cluster: a handler for a listener, and how it tells faults. Bearer tokens are sent over
/// TLS only, so the listener has keys, and asks for client certificates
/// ([naru.http.Listener.ClientCertificates#WANTED]).
public final class KubeApi {
    private KubeApi() {}

    /// The whole API. Safe for use by many threads.
    public static Handler of(Services services) {
        return of(services, SlowReaders.USUAL);
    }

    /// The same with another patience for watchers that do not read.
    static Handler of(Services services, SlowReaders slow) {
        Routes routes = new Routes();
        new InfoCalls(services).register(routes);
        return new Front(services.gate(), routes, new Verbs(services, slow));
    }

    /// Faults in Kubernetes' words.
    public static Failures failures() {
        return KubeApi::tell;
    }

    private static void tell(Exchange exchange, Fault fault) throws IOException {
        Status.of(fault, Target.of(exchange.path()).orElse(Target.NONE)).send(exchange);
    }
}
