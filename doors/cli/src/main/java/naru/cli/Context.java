package naru.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `naru context`: which daemon the docker command line talks to.
@Command(
        name = "context",
        description = "Point the docker command line at this daemon, or back at the one before.",
        footer = {"%nExamples:", "  naru context use", "  naru context restore", "  naru context show"})
final class Context implements Callable<Integer> {
    /// What to do.
    enum Action {
        /// Make and select the context of this daemon.
        use,
        /// Select the context that was selected before.
        restore,
        /// Print the context that is selected.
        show
    }

    private final Root root;

    @Parameters(paramLabel = "ACTION", description = "use, restore or show.")
    private Action action = Action.show;

    Context(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        DockerContext contexts = DockerContext.ofEnvironment();
        switch (action) {
            case show -> root.out.println(contexts.current());
            case use -> root.out.println(contexts.select(host(), root.instance().id()));
            case restore -> root.out.println(contexts.restore(host()).orElse(contexts.current()));
        }
        return Exit.OK;
    }

    private String host() {
        return Presence.need(root.instance())
                .status()
                .map(status -> status.path("addresses").path("docker").asString(""))
                .orElse("");
    }
}
