package naru.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru credential`: secrets go in and never come out; they are never words of a command line.
@Command(
        name = "credential",
        description = "Keep secrets for jobs: encrypted at rest, never printed.",
        footer = {
            "%nExamples:",
            "  naru credential create git --username deploy --password-stdin < password.txt",
            "  naru credential list"
        })
final class Credential extends Group {
    static CommandLine line(Root root) {
        return of(new Credential(), "create", new Create(root), "list", new ListAll(root), "rm", new Remove(root));
    }

    /// `naru credential create`.
    @Command(
            name = "create",
            description = {
                "Create a credential. Its kind follows from the options: --username and a password, a secret text,",
                "--file for a file, --ssh-key for a private key. Without an option that names a source, the secret is",
                "asked for on the terminal."
            },
            footer = {
                "%nExamples:",
                "  naru credential create git --username deploy --password-stdin < password.txt",
                "  naru credential create token --secret-stdin < token.txt",
                "  naru credential create settings --file ./settings.xml",
                "  naru credential create key --ssh-key ~/.ssh/id_ed25519 --username git"
            })
    static final class Create implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "ID", description = "The id that jobs and Jenkinsfiles use.")
        private String id = "";

        @Option(names = "--description", paramLabel = "TEXT")
        private String description = "";

        @Option(names = "--username", paramLabel = "NAME", description = "User of a password or key.")
        private @Nullable String username;

        @Option(
                names = {"--password-stdin", "--secret-stdin"},
                description = "Read the secret from standard input; one line end at its end is dropped.")
        private boolean stdin;

        @Option(
                names = {"--password-file", "--secret-file"},
                paramLabel = "PATH",
                description = "Read the secret from a file; one line end at its end is dropped.")
        private @Nullable Path secretFile;

        @Option(names = "--file", paramLabel = "PATH", description = "A file, as a credential of kind file.")
        private @Nullable Path file;

        @Option(names = "--ssh-key", paramLabel = "PATH", description = "A private key.")
        private @Nullable Path sshKey;

        Create(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() throws IOException {
            Api api = new Api(root.instance());
            api.post("/credentials", body());
            root.out.println("credential " + id + " created");
            return Exit.OK;
        }

        private Map<String, Object> body() throws IOException {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("id", id);
            body.put("description", description);
            if (username != null) {
                body.put("username", username);
            }
            if (file != null) {
                body.put("kind", "file");
                body.put("fileName", String.valueOf(file.getFileName()));
                body.put("content", Base64.getEncoder().encodeToString(SecretFile.read(file)));
            } else if (sshKey != null) {
                body.put("kind", "ssh-key");
                body.put("secret", new String(SecretFile.read(sshKey), StandardCharsets.UTF_8));
            } else {
                body.put("kind", username == null ? "text" : "password");
                body.put("secret", secret());
            }
            return body;
        }

        private String secret() throws IOException {
            return SecretFile.ask(
                    "secret for " + id,
                    stdin,
                    secretFile,
                    "give --password-stdin, --password-file, --file or --ssh-key");
        }
    }

    /// `naru credential list`.
    @Command(
            name = "list",
            description = "List credentials, without their secrets.",
            footer = {"%nExamples:", "  naru credential list", "  naru credential list --output json"})
    static final class ListAll extends Listing {
        ListAll(Root root) {
            super(root, "ID", "KIND", "USER", "DESCRIPTION");
        }

        @Override
        String path() {
            return "/credentials";
        }

        @Override
        List<String> row(JsonNode one) {
            return List.of(
                    one.path("id").asString(""),
                    one.path("kind").asString(""),
                    one.path("username").asString(""),
                    one.path("description").asString(""));
        }
    }

    /// `naru credential rm`.
    @Command(
            name = "rm",
            description = "Remove credentials.",
            footer = {"%nExamples:", "  naru credential rm git"})
    static final class Remove implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "ID", arity = "1..*")
        private List<String> ids = List.of();

        @Option(names = "--yes", description = "Accepted for scripts; nothing is asked.")
        boolean yes;

        Remove(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            Api api = new Api(root.instance());
            for (String id : ids) {
                api.delete("/credentials/" + Api.segment(id));
                root.out.println(id);
            }
            return Exit.OK;
        }
    }
}
