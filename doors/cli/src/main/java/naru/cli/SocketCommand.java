package naru.cli;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import naru.base.Fault;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru socket`: further Docker sockets that allow less.
@Command(
        name = "socket",
        description = {
            "Make, list and remove further sockets of the Docker API that allow less than everything.",
            "Requests that may change something are noted in DATA/audit.log: who asked, what, and what came of it."
        },
        footer = {
            "%nExamples:",
            "  naru socket create watch --read-only",
            "  naru socket create ci --container-scope ci.job=17",
            "  docker -H unix:///run/naru/sockets/ci.sock run --rm alpine true",
            "  naru socket list"
        })
final class SocketCommand extends Group {
    private static final String PATH = "/sockets";

    static CommandLine line(Root root) {
        return of(new SocketCommand(), "create", new Create(root), "list", new ListAll(root), "rm", new Remove(root));
    }

    /// `naru socket create`.
    @Command(
            name = "create",
            description = {
                "Make a socket and print its path.",
                "--read-only: lists, inspects, logs, events, numbers. What is seen may hold secrets (variables).",
                "--container-scope: containers, networks and volumes with that label, which those made here get; no paths,",
                "devices or namespaces of the machine, nothing privileged. The socket itself may be mounted."
            },
            footer = {
                "%nExamples:",
                "  naru socket create watch --read-only",
                "  naru socket create ci --container-scope ci.job=17"
            })
    static final class Create implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "NAME", description = "Letters, digits, _ . -")
        private String name = "";

        @Option(names = "--read-only", description = "For looking only.")
        private boolean readOnly;

        @Option(names = "--container-scope", paramLabel = "LABEL=VALUE", description = "For what has this label.")
        private String scope = "";

        @Mixin
        private final Output output = new Output();

        Create(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            if (readOnly == !scope.isEmpty()) {
                throw Fault.invalid("say what the socket is for: --read-only or --container-scope LABEL=VALUE");
            }
            JsonNode made = new Api(root.instance()).post(PATH, Map.of("name", name, "scope", scope));
            if (output.json()) {
                output.print(root.out, made);
            } else {
                root.out.println("unix://" + made.path("path").asString(""));
            }
            return Exit.OK;
        }
    }

    /// `naru socket list`.
    @Command(
            name = "list",
            description = "List further sockets.",
            footer = {"%nExamples:", "  naru socket list", "  naru socket list --output json"})
    static final class ListAll extends Listing {
        ListAll(Root root) {
            super(root, "NAME", "FOR", "PATH");
        }

        @Override
        String path() {
            return PATH;
        }

        @Override
        List<String> row(JsonNode one) {
            return List.of(
                    one.path("name").asString(""),
                    one.path("role").asString(""),
                    one.path("path").asString(""));
        }
    }

    /// `naru socket rm`.
    @Command(
            name = "rm",
            description = "Remove sockets and end their connections; what was made through them stays.",
            footer = {"%nExamples:", "  naru socket rm ci"})
    static final class Remove implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "NAME", arity = "1..*", description = "As 'naru socket list' shows them.")
        private List<String> names = List.of();

        Remove(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            Api api = new Api(root.instance());
            for (String one : names) {
                api.delete(PATH + "/" + Api.segment(one));
                root.out.println(one);
            }
            return Exit.OK;
        }
    }
}
