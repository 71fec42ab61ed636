package naru.cli;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/// `naru rehearse`: does what is done most, so that the start cache holds it.
@Command(name = "rehearse", hidden = true, description = "Fill the start cache.")
final class Rehearse implements Callable<Integer> {
    private final Root root;

    Rehearse(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        for (String line : List.of("version", "status", "status --output json", "--help", "context show")) {
            Cli.run(line.split(" "), root.launch, nowhere, nowhere);
        }
        root.launch.rehearse();
        return Exit.OK;
    }
}
