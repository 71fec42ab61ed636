package naru.pipeline.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.pipeline.credential.Secret;
import naru.pipeline.deploy.ClusterAccess;
import naru.pipeline.tool.Toolbox;
import naru.pipeline.workshop.LocalWorkshop;

/// Runs Jenkinsfiles in a temporary folder.
final class Bench {
    final Path root;
    final LocalWorkshop workshop;
    final Map<String, Secret> secrets = new HashMap<>();
    final Map<String, String> sources = new HashMap<>(Map.of("README", "hello\n"));
    final Map<String, String> parameters = new HashMap<>();
    String branch = "main";
    Optional<Result> previous = Optional.empty();
    private final RunLog log;

    Bench(Path root) {
        this.root = root;
        this.workshop = new LocalWorkshop(root.resolve("work"));
        this.log = new RunLog(root.resolve("log"), new Masker());
    }

    Toolbox toolbox = Toolbox.NONE;
    Optional<ClusterAccess> cluster = Optional.empty();

    Execution execution(String text) {
        Setup setup = new Setup(
                "shop",
                7,
                branch,
                "0123456789abcdef0123456789abcdef01234567",
                "https://git.example.com/shop.git",
                "naru/host",
                false,
                cluster,
                List.of(),
                Map.of("GIT_COMMIT", "0123456789abcdef0123456789abcdef01234567", "BRANCH_NAME", branch, "CI", "true"),
                parameters,
                root.resolve("scratch"),
                root.resolve("artifacts"),
                workshop,
                toolbox,
                id -> {
                    Secret secret = secrets.get(id);
                    if (secret == null) {
                        throw Fault.notFound("no credential named " + id);
                    }
                    return secret;
                },
                this::sources,
                log,
                previous);
        return new Execution(setup, text);
    }

    Result run(String text) {
        return execution(text).run().result();
    }

    /// A pipeline of one stage with these steps.
    Result steps(String steps) {
        return run("pipeline { agent any\n stages { stage('One') { steps {\n" + steps + "\n} } } }");
    }

    String log() {
        try {
            return Files.readString(root.resolve("log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The lines that `echo` and programs wrote, those that begin with `>`.
    List<String> said() {
        return log().lines()
                .filter(l -> l.startsWith(">"))
                .map(l -> l.substring(1))
                .toList();
    }

    private void sources(Path folder) {
        try {
            for (Map.Entry<String, String> each : sources.entrySet()) {
                Path file = folder.resolve(each.getKey());
                Files.createDirectories(file.getParent());
                Files.writeString(file, each.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
