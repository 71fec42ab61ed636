package naru.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import naru.base.Fault;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru node`: the cluster's machines.
@Command(
        name = "node",
        description = "List, empty and take away the cluster's machines.",
        footer = {"%nExamples:", "  naru node list", "  naru node drain n2", "  naru node leave"})
final class NodeCommand extends Group {
    private static final String PATH = "/cluster/nodes";

    static CommandLine line(Root root) {
        return of(
                new NodeCommand(),
                "list",
                new ListAll(root),
                "cordon",
                new Cordon(root),
                "uncordon",
                new Uncordon(root),
                "drain",
                new Drain(root),
                "leave",
                new Leave(root));
    }

    /// `naru node list`.
    @Command(
            name = "list",
            description = "List nodes.",
            footer = {"%nExamples:", "  naru node list", "  naru node list --output json"})
    static final class ListAll extends Listing {
        ListAll(Root root) {
            super(root, "NAME", "STATUS", "ADDRESS", "PODS");
        }

        @Override
        String path() {
            return PATH;
        }

        @Override
        List<String> row(JsonNode one) {
            return List.of(
                    one.path("name").asString(""),
                    (one.path("ready").asBoolean(false) ? "ready" : "not ready")
                            + (one.path("schedulable").asBoolean(true) ? "" : ", takes no new pods"),
                    one.path("address").asString(""),
                    one.path("podCidr").asString(""));
        }
    }

    /// `naru node cordon`.
    @Command(
            name = "cordon",
            description = "Put no new pods on nodes; those that are there stay.",
            footer = {"%nExamples:", "  naru node cordon n2"})
    static final class Cordon extends Each {
        Cordon(Root root) {
            super(root, "cordon", " takes no new pods");
        }
    }

    /// `naru node uncordon`.
    @Command(
            name = "uncordon",
            description = "Put new pods on nodes again.",
            footer = {"%nExamples:", "  naru node uncordon n2"})
    static final class Uncordon extends Each {
        Uncordon(Root root) {
            super(root, "uncordon", " takes pods");
        }
    }

    /// One call for each named node.
    abstract static class Each implements Callable<Integer> {
        private final Root root;
        private final String verb;
        private final String said;

        @Parameters(paramLabel = "NODE", arity = "1..*", description = "As 'naru node list' shows them.")
        private List<String> names = List.of();

        Each(Root root, String verb, String said) {
            this.root = root;
            this.verb = verb;
            this.said = said;
        }

        @Override
        public Integer call() {
            Api api = new Api(root.instance());
            for (String name : names) {
                api.post(PATH + "/" + Api.segment(name) + "/" + verb, Map.of());
                root.out.println(name + said);
            }
            return Exit.OK;
        }
    }

    /// `naru node drain`.
    @Command(
            name = "drain",
            description = "Empty a node: no new pods, and its pods are deleted, so that they run elsewhere.",
            footer = {"%nExamples:", "  naru node drain n2", "  naru node drain n2 --timeout 60"})
    static final class Drain implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "NODE", description = "As 'naru node list' shows it.")
        private String name = "";

        @Option(names = "--timeout", paramLabel = "SECONDS", description = "How long to wait for the pods (300).")
        private int timeout = 300;

        Drain(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            String[] last = {""};
            new Api(root.instance())
                    .lines("POST", PATH + "/" + Api.segment(name) + "/drain", Map.of("seconds", timeout), line -> {
                        last[0] = line;
                        if (!line.equals("done") && !line.startsWith("failed: ")) {
                            root.out.println(line);
                        }
                    });
            if (!last[0].equals("done")) {
                throw Fault.conflict("node " + name + " is not empty: " + last[0].replaceFirst("^failed: ", ""));
            }
            root.out.println("node " + name + " is empty");
            return Exit.OK;
        }
    }

    /// `naru node leave`.
    @Command(
            name = "leave",
            description = {
                "Take this machine out of its cluster and stop its daemon. Drain it first.",
                "'naru up' makes a cluster of its own of it afterwards, 'naru join' a node of another."
            },
            footer = {"%nExamples:", "  naru node drain n2 && naru node leave", "  naru node leave --force"})
    static final class Leave implements Callable<Integer> {
        private final Root root;

        @Option(
                names = "--force",
                description = "Also if no server answers; then take the node away there: kubectl delete node.")
        private boolean force;

        Leave(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            new Api(root.instance()).delete("/cluster/membership" + (force ? "?force=true" : ""));
            Presence.of(root.instance()).ifPresent(there -> Down.stop(there.pid()));
            root.out.println("this machine has left the cluster; its daemon is stopped");
            return Exit.OK;
        }
    }
}
