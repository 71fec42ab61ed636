package naru.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import naru.base.Fault;
import naru.base.Instance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `naru up`: the daemon in the background, and docker pointed at it.
@Command(
        name = "up",
        description = "Start the daemon in the background, wait until it is ready, and select its docker context.",
        footer = {
            "%nExamples:",
            "  naru up",
            "  naru up --no-context --web 0.0.0.0:7070",
            "  naru up --build-cache 50GB                   # keep more of what builds made",
            "  naru --data /srv/second --run /run/second up --web 127.0.0.1:8070 --registry 127.0.0.1:6000 --no-relay"
        })
final class Up implements Callable<Integer> {
    private final Root root;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Option(names = "--no-context", description = "Leave docker's contexts alone.")
    private boolean noContext;

    @Option(names = "--yes", description = "Install what is missing without asking (read by the launcher).")
    boolean yes;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long to wait until it is ready (60).")
    private int timeout = 60;

    Up(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Instance instance = root.instance();
        Optional<Presence> there = Presence.of(instance);
        JsonNode status;
        if (there.flatMap(Presence::status).isPresent()) {
            status = there.flatMap(Presence::status).get();
            root.out.println("naru is already up (process " + there.get().pid() + ")");
        } else {
            status = Background.start(options.settings(instance), Duration.ofSeconds(timeout), root.err);
            root.out.println("naru is up (process " + status.path("pid").asLong(0) + ")");
        }
        Addresses.print(root.out, status);
        if (!noContext) {
            select(status);
        }
        return Exit.OK;
    }

    private void select(JsonNode status) {
        String host = status.path("addresses").path("docker").asString("");
        DockerContext contexts = DockerContext.ofEnvironment();
        try {
            String name = contexts.select(host, root.instance().id());
            root.out.println("docker context '" + name + "' selected; 'naru down' selects the one before");
        } catch (Fault e) {
            root.err.println("naru: the docker context was not selected: " + e.sentence());
        }
        if (System.getenv("DOCKER_HOST") != null) {
            root.err.println("naru: DOCKER_HOST is set and wins over the context: unset it, or set it to " + host);
        }
    }
}
