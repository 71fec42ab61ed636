package naru.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naru rehearse`: does what is done most, so that the start caches hold it.
@Command(name = "rehearse", hidden = true, description = "Fill the start caches.")
final class Rehearse implements Callable<Integer> {
    private static final List<String> ALWAYS =
            List.of("version", "status", "status --output json", "--help", "context show");
    private static final List<String> WITH_DAEMON =
            List.of("up --no-context", "why none", "job list", "token list", "node list", "down --stop-containers");

    private final Root root;

    @Option(names = "--clients", description = "Play the cluster's clients instead of commands.")
    private boolean clients;

    @Option(names = "--daemon", description = "With the daemon of this instance, which the commands end.")
    private boolean daemon;

    Rehearse(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        if (clients) {
            root.launch.rehearse(daemon ? Optional.of(root.instance()) : Optional.empty());
            return Exit.OK;
        }
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        List<String> lines = new ArrayList<>(ALWAYS);
        if (daemon) {
            lines.addAll(WITH_DAEMON);
        }
        lines.forEach(line -> Cli.run(line.split(" "), root.launch, nowhere, nowhere));
        return Exit.OK;
    }
}
