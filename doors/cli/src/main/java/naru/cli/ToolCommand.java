package naru.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru tool`: what `tools { … }` of a Jenkinsfile names.
@Command(
        name = "tool",
        description = {
            "Define tools that Jenkinsfiles name. Each installs itself when first needed, and is kept. Without any",
            "definition, nodejs '22', maven '3.9.9' and jdk '21' are brought by this machine's own npm and Maven, and",
            "out of its own JDKs."
        },
        footer = {
            "%nExamples:",
            "  naru tool create maven maven3 --archive https://example.org/apache-maven-3.9.9-bin.tar.gz",
            "  naru tool create nodejs lts --image node:22 --path /usr/local",
            "  naru tool list"
        })
final class ToolCommand extends Group {
    static CommandLine line(Root root) {
        return of(new ToolCommand(), "create", new Create(root), "list", new ListAll(root), "rm", new Remove(root));
    }

    /// Where it comes from: one of three.
    static final class Source {
        @Option(names = "--archive", paramLabel = "URL|FILE", description = "A tar archive, by address or path.")
        private @Nullable String archive;

        @Option(names = "--image", paramLabel = "REF", description = "An image that holds it (with --path).")
        private @Nullable String image;

        @Option(
                names = "--command",
                paramLabel = "SCRIPT",
                description = "Shell that fills the folder $NARU_TOOL, with this machine's programs.")
        private @Nullable String command;
    }

    /// `naru tool create`.
    @Command(
            name = "create",
            description = "Define a tool by an archive, a folder of an image, or a command.",
            footer = {
                "%nExamples:",
                "  naru tool create jdk temurin-21 --archive /srv/jdk-21.tar.gz --sha256 0f3c…",
                "  naru tool create hugo latest --command 'cp /usr/bin/hugo \"$NARU_TOOL\"/'"
            })
    static final class Create implements Callable<Integer> {
        private final Root root;

        @Parameters(index = "0", paramLabel = "TYPE", description = "nodejs, maven, jdk, or another word.")
        private String kind = "";

        @Parameters(index = "1", paramLabel = "NAME", description = "What the Jenkinsfile calls it.")
        private String name = "";

        @ArgGroup(multiplicity = "1")
        private Source source = new Source();

        @Option(names = "--sha256", paramLabel = "DIGEST", description = "Check sum of the archive.")
        private @Nullable String sha256;

        @Option(names = "--path", paramLabel = "FOLDER", description = "Absolute path of the folder in the image.")
        private @Nullable String path;

        Create(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            Map<String, Object> body = new LinkedHashMap<>(Map.of("kind", kind, "name", name));
            put(body, "archive", source.archive);
            put(body, "image", source.image);
            put(body, "command", source.command);
            put(body, "sha256", sha256);
            put(body, "path", path);
            new Api(root.instance()).post("/tools", body);
            root.out.println("tool " + kind + " '" + name + "' will be installed when a run first needs it");
            return Exit.OK;
        }

        private static void put(Map<String, Object> body, String field, @Nullable String value) {
            if (value != null) {
                body.put(field, value);
            }
        }
    }

    /// `naru tool list`.
    @Command(
            name = "list",
            description = "List the tools that are defined.",
            footer = {"%nExamples:", "  naru tool list", "  naru tool list --output json"})
    static final class ListAll extends Listing {
        ListAll(Root root) {
            super(root, "TYPE", "NAME", "FROM");
        }

        @Override
        String path() {
            return "/tools";
        }

        @Override
        List<String> row(JsonNode tool) {
            return List.of(tool.path("kind").asString(""), tool.path("name").asString(""), from(tool));
        }

        private static String from(JsonNode tool) {
            if (tool.has("image")) {
                return tool.path("image").asString("") + " " + tool.path("path").asString("");
            }
            return tool.has("archive") ? tool.path("archive").asString("") : "a command";
        }
    }

    /// `naru tool rm`.
    @Command(
            name = "rm",
            description = "Remove definitions; what runs use now stays.",
            footer = {"%nExamples:", "  naru tool rm nodejs/lts"})
    static final class Remove implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "TYPE/NAME", arity = "1..*")
        private List<String> tools = List.of();

        Remove(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            Api api = new Api(root.instance());
            for (String tool : tools) {
                String[] words = tool.split("/", 2);
                api.delete("/tools/" + Api.segment(words[0]) + "/" + Api.segment(words.length > 1 ? words[1] : ""));
                root.out.println(tool);
            }
            return Exit.OK;
        }
    }
}
