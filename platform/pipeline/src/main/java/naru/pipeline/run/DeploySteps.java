package naru.pipeline.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.pipeline.deploy.ClusterAccess;
import naru.pipeline.deploy.RolloutWait;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Position;
import org.jspecify.annotations.Nullable;

/// `deploy`: documents of the workspace into the cluster of this Naru, until what they deploy serves.
final class DeploySteps {
    /// The file itself, or what kubectl takes of a folder.
    private static final String FILES = "if [ -d \"$1\" ]; then find \"$1\" -maxdepth 1 -type f"
            + " \\( -name '*.yaml' -o -name '*.yml' -o -name '*.json' \\) | LC_ALL=C sort;"
            + " elif [ -f \"$1\" ]; then printf '%s\\n' \"$1\"; fi";

    private static final int MOST_FILES = 200;
    private static final long DEFAULT_SECONDS = 300;
    private static final long LONGEST_SECONDS = Duration.ofDays(1).toSeconds();

    private DeploySteps() {}

    static void add(Map<String, Step> steps) {
        steps.put("deploy", DeploySteps::deploy);
    }

    private static @Nullable Object deploy(StepHost host, Given given, Interpreter interpreter) {
        Position at = given.arguments().at();
        ClusterAccess access = host.current()
                .setup()
                .cluster()
                .orElseThrow(() -> Fault.forbidden("the job may not use the cluster: create it with"
                        + " --allow-cluster NAMESPACE to let it deploy there"));
        Duration longest = Duration.ofSeconds(seconds(given));
        List<ClusterAccess.Manifest> files =
                files(host.shell("deploy", at, interpreter), at, host.resolve(given.required("file", 0)));
        String namespace = given.text("namespace", -1, "");
        RunLog log = host.current().log();
        return interpreter.<@Nullable Object>unlocked(() -> {
            List<ClusterAccess.Applied> applied = access.apply(files, namespace);
            applied.forEach(one -> log.line(one.line()));
            RolloutWait wait = new RolloutWait(access, longest, log::line);
            for (ClusterAccess.Applied one : applied) {
                if (one.kind().equals("Deployment")) {
                    wait.await(one);
                }
            }
            return null;
        });
    }

    private static long seconds(Given given) {
        long seconds = given.value("timeout", -1) == null ? DEFAULT_SECONDS : given.number("timeout", -1);
        if (seconds < 0 || seconds > LONGEST_SECONDS) {
            throw given.missing("a timeout in seconds, at most a day");
        }
        return seconds;
    }

    private static List<ClusterAccess.Manifest> files(Shell shell, Position at, String path) {
        List<String> names = shell.take(at, FILES, path).lines().toList();
        if (names.isEmpty()) {
            throw Current.abort(
                    "there is no file " + path + ", and no *.yaml, *.yml or *.json in a folder so named", at);
        }
        if (names.size() > MOST_FILES) {
            throw Current.abort("more than " + MOST_FILES + " files in " + path, at);
        }
        return names.stream()
                .map(name -> new ClusterAccess.Manifest(name, shell.take(at, "cat -- \"$1\"", name)))
                .toList();
    }
}
