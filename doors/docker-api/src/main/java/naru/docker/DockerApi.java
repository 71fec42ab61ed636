package naru.docker;

import java.io.IOException;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.http.Exchange;
import naru.http.Failures;
import naru.http.Handler;

/// The Docker Engine API of one engine: a handler for a listener, and how it tells faults.
public final class DockerApi {
    private DockerApi() {}

    /// The whole API, for those who may do everything. Safe for use by many threads.
    public static Handler of(Services services) {
        return of(services, new Access.Full());
    }

    /// What clients of one listener may do of the API. Safe for use by many threads.
    public static Handler of(Services services, Access access) {
        return table(services, access).handler(services.version());
    }

    /// The same, telling of every request that may change something.
    ///
    /// @param listener its name, for the log
    public static Handler audited(Services services, Access access, String listener, Consumer<Audited> log) {
        return new Audit(of(services, access), listener, log);
    }

    /// All routes.
    static Table table(Services services) {
        return table(services, new Access.Full());
    }

    private static Table table(Services services, Access access) {
        Table table = new Table(new Rights(access, services));
        new SystemCalls(services).register(table);
        new ContainerCalls(services).register(table);
        new ContainerFiles(services).register(table);
        new StreamCalls(services).register(table);
        new ExecCalls(services.containers()).register(table);
        new StatsCalls(services.containers()).register(table);
        new EventCalls(services.containers()).register(table);
        new ImageCalls(services).register(table);
        new ImageTransfers(services).register(table);
        new BuildCalls(services).register(table);
        new CachePrune(services).register(table);
        new NetworkCalls(services).register(table);
        new VolumeCalls(services).register(table);
        ClusterCalls.register(table);
        return table;
    }

    /// Faults in Docker's words.
    public static Failures failures() {
        return DockerApi::tell;
    }

    private static void tell(Exchange exchange, Fault fault) throws IOException {
        Errors.tell(exchange, fault);
    }
}
