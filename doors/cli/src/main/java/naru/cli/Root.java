package naru.cli;

import java.io.PrintStream;
import java.nio.file.Path;
import naru.base.Instance;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/// `naru` itself: the options that every command takes, and what commands share.
@Command(
        name = "naru",
        synopsisSubcommandLabel = "COMMAND",
        description = "Containers, images, pipelines and tunnels in one program.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it did not work; the sentence on standard error says why",
            "2:the command line is wrong",
            "3:the daemon is not running (naru up starts it)",
            "4:the launcher could not build Naru or install what it needs"
        },
        footer = {
            "%nExamples:",
            "  naru up                          start the daemon and select its docker context",
            "  docker run --rm naru/host date   use it with the docker command line",
            "  naru demo                        from git push to the page, on this machine",
            "  naru down                        stop the daemon; containers stay"
        })
final class Root {
    @Option(
            names = "--data",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:NARU_DATA:-/var/lib/naru}",
            description = "Durable folder (NARU_DATA; default /var/lib/naru).")
    Path data = Path.of("/var/lib/naru");

    @Option(
            names = "--run",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            defaultValue = "${env:NARU_RUN:-/run/naru}",
            description = "Folder of sockets and namespaces (NARU_RUN; default /run/naru).")
    Path run = Path.of("/run/naru");

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Show this help and exit.")
    boolean help;

    final Launch launch;
    final PrintStream out;
    final PrintStream err;

    Root(Launch launch, PrintStream out, PrintStream err) {
        this.launch = launch;
        this.out = out;
        this.err = err;
    }

    /// Where the instance lives that the command is about.
    Instance instance() {
        return new Instance(data, run);
    }
}
