package naru.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import naru.base.Fault;
import naru.base.Instance;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru join`: this machine becomes a node of a cluster.
@Command(
        name = "join",
        description = {
            "Make this machine a node of the cluster whose server is at ADDRESS.",
            "The daemon is started, or started anew, with the options given here, which are those of 'naru up'.",
            "Nothing is sent to a server that is not the one which made the token."
        },
        footer = {
            "%nExamples:",
            "  naru join 192.0.2.10 --token-file token.txt",
            "  naru join 192.0.2.10:6443 --token 3fa91c.… --name n2"
        })
final class Join implements Callable<Integer> {
    private final Root root;

    @Parameters(paramLabel = "ADDRESS", description = "The server's HOST or HOST:PORT (port 6443).")
    private String address = "";

    @Option(names = "--token", paramLabel = "TOKEN", description = "As 'naru token create' on a server printed it.")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "PATH", description = "Read the token from a file.")
    private @Nullable Path tokenFile;

    @Option(names = "--token-stdin", description = "Read the token from standard input.")
    private boolean tokenStdin;

    @Option(names = "--name", paramLabel = "NAME", description = "What the node is called (this host's name).")
    private @Nullable String name;

    @Option(names = "--server", description = "Serve the API too (a token of role server is needed).")
    private boolean serve;

    @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long to wait until it is ready (60).")
    private int timeout = 60;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    Join(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        Instance instance = root.instance();
        Settings settings = options.settings(instance);
        String secret = token != null
                ? token
                : SecretFile.ask("token", tokenStdin, tokenFile, "give --token, --token-file or --token-stdin")
                        .strip();
        Duration patience = Duration.ofSeconds(timeout);
        JsonNode joined = joined(instance, settings, secret, patience);
        Optional<Presence> there = Presence.of(instance);
        there.ifPresent(daemon -> Down.stop(daemon.pid()));
        Background.start(settings, patience, root.err);
        root.out.println("this machine is node " + joined.path("node").asString("") + " of the cluster at " + address
                + "; its pods are in " + joined.path("podCidr").asString(""));
        return Exit.OK;
    }

    /// A daemon that has to be started for it runs without a cluster, and does not stay if the cluster
    /// refuses.
    private JsonNode joined(Instance instance, Settings settings, String secret, Duration patience) throws IOException {
        boolean running = Presence.of(instance).flatMap(Presence::status).isPresent();
        if (!running) {
            Background.start(settings.without("cluster"), patience, root.err);
        }
        try {
            return new Api(instance)
                    .post(
                            "/cluster/membership",
                            Map.of("server", address, "token", secret, "node", node(), "serve", serve));
        } catch (Fault e) {
            if (!running) {
                Presence.of(instance).ifPresent(daemon -> Down.stop(daemon.pid()));
            }
            throw e;
        }
    }

    private String node() throws IOException {
        return name != null ? name : InetAddress.getLocalHost().getHostName().toLowerCase(Locale.ROOT);
    }
}
