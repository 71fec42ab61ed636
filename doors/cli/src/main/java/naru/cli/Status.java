package naru.cli;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import naru.base.Instance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `naru status`: is it ready, and where.
@Command(
        name = "status",
        description = "Say whether the daemon is ready (exit code 0), and where it listens.",
        footer = {"%nExamples:", "  naru status", "  naru status --output json"})
final class Status implements Callable<Integer> {
    private final Root root;

    @Mixin
    private final Output output = new Output();

    Status(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Instance instance = root.instance();
        Optional<Presence> presence = Presence.of(instance);
        Optional<JsonNode> status = presence.flatMap(Presence::status);
        if (status.isPresent()) {
            ready(status.get());
            return Exit.OK;
        }
        boolean starting = presence.isPresent();
        if (output.json()) {
            output.print(
                    root.out,
                    Map.of(
                            "ready",
                            false,
                            "starting",
                            starting,
                            "data",
                            instance.data().toString()));
        } else if (starting) {
            root.out.println("starting (process " + presence.get().pid() + ")");
        } else {
            root.out.println("not running (data folder " + instance.data() + "): start it with 'naru up'");
        }
        return Exit.NOT_RUNNING;
    }

    private void ready(JsonNode status) {
        if (output.json()) {
            output.print(root.out, status);
            return;
        }
        root.out.println("ready: naru " + status.path("version").asString("?") + ", process "
                + status.path("pid").asLong(0) + ", since "
                + status.path("started").asString("?"));
        Addresses.print(root.out, status);
    }
}
