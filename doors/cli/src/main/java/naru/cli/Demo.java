package naru.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import naru.base.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Unmatched;

/// `naru demo`: the script that shows the main job.
@Command(
        name = "demo",
        description = "From git push to the page, on this machine, every step as a command that can be repeated.",
        footer = {"%nExamples:", "  naru demo", "  naru demo --keep", "  naru demo --nodes 3"})
final class Demo implements Callable<Integer> {
    private final Root root;

    @Parameters(hidden = true, arity = "0..*")
    private List<String> words = new ArrayList<>();

    @Unmatched
    private List<String> options = new ArrayList<>();

    Demo(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        Path script = Path.of(System.getProperty("naru.home", "."), "scripts", "demo");
        List<String> line = new ArrayList<>(List.of(script.toString()));
        line.addAll(options);
        line.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(line).inheritIO();
        builder.environment().put("NARU_DATA", root.instance().data().toString());
        builder.environment().put("NARU_RUN", root.instance().run().toString());
        try {
            return builder.start().waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted", e);
        }
    }
}
