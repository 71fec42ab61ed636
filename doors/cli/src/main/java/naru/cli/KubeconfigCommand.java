package naru.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `naru kubeconfig`: how kubectl reaches the cluster.
@Command(
        name = "kubeconfig",
        description = "Print the administrator's kubeconfig, or merge it into your own as a context named naru.",
        footer = {
            "%nExamples:",
            "  KUBECONFIG=<(naru kubeconfig) kubectl get nodes",
            "  naru kubeconfig --for-steps >kube && naru credential create cluster --file kube",
            "  naru kubeconfig --merge && kubectl --context naru get nodes"
        })
final class KubeconfigCommand implements Callable<Integer> {
    private final Root root;

    @Option(
            names = "--merge",
            description = "Add it to the first file of KUBECONFIG, or ~/.kube/config; the rest of it stays as it is.")
    private boolean merge;

    @Option(
            names = "--for-steps",
            description = "Name the address at which steps of pipelines, and other containers, reach the cluster.")
    private boolean forSteps;

    KubeconfigCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() throws IOException {
        StringBuilder text = new StringBuilder();
        new Api(root.instance())
                .lines(
                        "GET",
                        forSteps ? "/cluster/kubeconfig?containers=true" : "/cluster/kubeconfig",
                        null,
                        line -> text.append(line).append('\n'));
        if (!merge) {
            root.out.print(text);
            root.out.flush();
            return Exit.OK;
        }
        Path file = file(System.getenv());
        boolean selected = new KubeconfigFile(file).merge(text.toString());
        root.out.println("context 'naru' is in " + file
                + (selected ? " and selected" : "; select it with" + " 'kubectl config use-context naru'"));
        return Exit.OK;
    }

    private static Path file(Map<String, String> environment) {
        String first =
                Optional.ofNullable(environment.get("KUBECONFIG")).orElse("").split(":", 2)[0];
        return first.isEmpty() ? Path.of(System.getProperty("user.home"), ".kube", "config") : Path.of(first);
    }
}
