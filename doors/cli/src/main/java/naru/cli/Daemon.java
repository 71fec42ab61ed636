package naru.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `naru daemon`.
@Command(
        name = "daemon",
        description = "Run Naru in the foreground until it is told to stop (SIGTERM or Ctrl-C).",
        footer = {
            "%nExamples:",
            "  naru daemon",
            "  naru --data /srv/a --run /run/a daemon --web 127.0.0.1:8070 --registry 127.0.0.1:6000 --no-relay"
        })
final class Daemon implements Callable<Integer> {
    private final Root root;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    Daemon(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        return root.launch.daemon(options.settings(root.instance()));
    }
}
