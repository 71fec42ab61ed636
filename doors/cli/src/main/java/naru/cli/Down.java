package naru.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import naru.base.Fault;
import naru.http.HttpClient;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;

/// `naru down`: the daemon stops; containers stay unless told otherwise.
@Command(
        name = "down",
        description = {
            "Stop the daemon and select the docker context that was selected before.",
            "Containers keep running, as they do when the daemon is upgraded; 'naru up' finds them again."
        },
        footer = {"%nExamples:", "  naru down", "  naru down --stop-containers"})
final class Down implements Callable<Integer> {
    private static final long PATIENCE_SECONDS = 60;

    private final Root root;

    @Option(names = "--stop-containers", description = "Stop every running container and pod first.")
    private boolean stopContainers;

    Down(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        Optional<Presence> presence = Presence.of(root.instance());
        if (presence.isEmpty()) {
            root.out.println(
                    "naru is not running (data folder " + root.instance().data() + ")");
            return Exit.OK;
        }
        String host = presence.get()
                .status()
                .map(status -> status.path("addresses").path("docker").asString(""))
                .orElse("");
        if (stopContainers && !host.isEmpty()) {
            haltPods();
            stopContainers(host);
        }
        stop(presence.get().pid());
        root.out.println("naru is down");
        DockerContext.ofEnvironment()
                .restore(host)
                .ifPresent(name -> root.out.println("docker context '" + name + "' selected again"));
        return Exit.OK;
    }

    /// The node would start pods again whose containers are stopped behind its back.
    private void haltPods() {
        new Api(root.instance()).post("/cluster/halt", null);
    }

    private void stopContainers(String host) throws IOException {
        HttpClient docker = HttpClient.unix(Path.of(host.replaceFirst("^unix://", "")));
        for (JsonNode container : docker.get("/containers/json", JsonNode.class)) {
            String id = container.path("Id").asString("");
            try (HttpClient.Answer answer = docker.send("POST", "/containers/" + id + "/stop", new byte[0])) {
                if (answer.status() >= 400) {
                    throw Fault.conflict("container " + id + " does not stop: " + answer.text());
                }
            }
            root.out.println(
                    "stopped " + container.path("Names").path(0).asString(id).replaceFirst("^/", ""));
        }
    }

    /// Asks a daemon to end, and waits until it has.
    static void stop(long pid) {
        ProcessHandle daemon = ProcessHandle.of(pid).orElse(null);
        if (daemon == null) {
            return;
        }
        if (!daemon.destroy()) {
            throw Fault.forbidden("process " + pid + " cannot be stopped: are you root?");
        }
        try {
            daemon.onExit().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw Fault.unavailable(
                    "the daemon (process " + pid + ") did not stop within " + PATIENCE_SECONDS + " s: see 'naru logs'",
                    e);
        } catch (ExecutionException e) {
            throw Fault.internal("waiting for process " + pid + " failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while the daemon was stopping", e);
        }
    }
}
