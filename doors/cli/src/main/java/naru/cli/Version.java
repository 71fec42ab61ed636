package naru.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `naru version`.
@Command(
        name = "version",
        description = "Show the version.",
        footer = {"%nExamples:", "  naru version", "  naru version --output json"})
final class Version implements Callable<Integer> {
    private final Root root;

    @Mixin
    private final Output output = new Output();

    Version(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        String java = Runtime.version().toString();
        if (output.json()) {
            output.print(root.out, Map.of("version", root.launch.version(), "java", java));
        } else {
            root.out.println("naru " + root.launch.version() + " (Java " + java + ")");
        }
        return Exit.OK;
    }
}
