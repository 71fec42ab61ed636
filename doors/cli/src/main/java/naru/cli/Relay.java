package naru.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naru relay`: the public side of tunnels.
@Command(
        name = "relay",
        description = "Run the public side of tunnels in the foreground ('naru up' runs one on this machine).",
        footer = {
            "%nExamples:",
            "  naru relay --domain tunnel.example.com --listen 0.0.0.0:80 --agents 0.0.0.0:7081",
            "  naru --data /srv/relay relay --domain t.example.com"
        })
final class Relay implements Callable<Integer> {
    private final Root root;

    @Option(names = "--domain", required = true, paramLabel = "DOMAIN", description = "Names are handed out below it.")
    private String domain = "";

    @Option(names = "--listen", paramLabel = "ADDRESS", description = "Where requests arrive (127.0.0.1:7080).")
    private String listen = "127.0.0.1:7080";

    @Option(names = "--agents", paramLabel = "ADDRESS", description = "Where tunnels arrive, TLS (127.0.0.1:7081).")
    private String agents = "127.0.0.1:7081";

    Relay(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        return root.launch.relay(new RelayOptions(
                domain,
                Address.parse(listen),
                Address.parse(agents),
                root.instance().data(),
                root.instance().run()));
    }
}
