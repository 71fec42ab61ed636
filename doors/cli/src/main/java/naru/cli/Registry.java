package naru.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru registry`: who may push and pull.
@Command(
        name = "registry",
        description = "Say who may use the registry. Without a user, everybody who reaches its address may.",
        footer = {
            "%nExamples:",
            "  naru registry user add maria --password-stdin < password.txt",
            "  docker login localhost:5000"
        })
final class Registry extends Group {
    static CommandLine line(Root root) {
        CommandLine users = of(new Users(), "add", new Add(root), "list", new ListAll(root), "rm", new Remove(root));
        return of(new Registry(), "user", users);
    }

    /// `naru registry user`.
    @Command(name = "user", description = "Users of the registry; docker login asks for them once there is one.")
    static final class Users extends Group {}

    /// `naru registry user add`.
    @Command(
            name = "add",
            description = "Add a user, or give one another password. On a terminal the password is asked for.",
            footer = {"%nExamples:", "  naru registry user add maria --password-stdin < password.txt"})
    static final class Add implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "NAME", description = "The name that docker login takes.")
        private String name = "";

        @Option(
                names = "--password-stdin",
                description = "Read it from standard input; a line end at its end is dropped.")
        private boolean stdin;

        @Option(names = "--password-file", paramLabel = "PATH", description = "Read it from a file.")
        private @Nullable Path file;

        Add(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() throws IOException {
            String password =
                    SecretFile.ask("password of " + name, stdin, file, "give --password-stdin or --password-file");
            new Api(root.instance()).post("/registry/users", Map.of("name", name, "password", password));
            root.out.println("user " + name + " may use the registry");
            return Exit.OK;
        }
    }

    /// `naru registry user list`.
    @Command(
            name = "list",
            description = "List users.",
            footer = {"%nExamples:", "  naru registry user list", "  naru registry user list --output json"})
    static final class ListAll extends Listing {
        ListAll(Root root) {
            super(root, "NAME");
        }

        @Override
        String path() {
            return "/registry/users";
        }

        @Override
        List<String> row(JsonNode one) {
            return List.of(one.path("name").asString(""));
        }
    }

    /// `naru registry user rm`.
    @Command(
            name = "rm",
            description = "Remove users; without the last one, the registry is open to everybody again.",
            footer = {"%nExamples:", "  naru registry user rm maria"})
    static final class Remove implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "NAME", arity = "1..*")
        private List<String> names = List.of();

        Remove(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            Api api = new Api(root.instance());
            for (String name : names) {
                api.delete("/registry/users/" + Api.segment(name));
                root.out.println(name);
            }
            return Exit.OK;
        }
    }
}
