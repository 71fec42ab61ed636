package naru.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru tunnel`: an address on the relay for something local.
@Command(
        name = "tunnel",
        description = "Give something local an address on a relay that never changes.",
        footer = {"%nExamples:", "  naru tunnel http 8080 --name shop"})
final class Tunnel extends Group {

    static CommandLine line(Root root) {
        return of(new Tunnel(), "http", new Http(root), "token", new NewToken(root), "names", new Names(root));
    }

    /// `naru tunnel http`.
    @Command(
            name = "http",
            description = "Open a tunnel to a local web server and keep it open.",
            footer = {
                "%nExamples:",
                "  naru tunnel http 8080 --name shop",
                "  naru tunnel http 8080 --name shop --relay relay.example.com:7081 --token-file ~/.naru-token"
            })
    static final class Http implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "TARGET", description = "Port, or HOST:PORT.")
        private String target = "";

        @Option(names = "--name", required = true, paramLabel = "NAME", description = "The name below the domain.")
        private String name = "";

        @Option(names = "--relay", paramLabel = "ADDRESS", description = "Default: the relay of this machine.")
        private String relay = "127.0.0.1:7081";

        @Option(names = "--token-file", paramLabel = "FILE", description = "Token; not needed for the local relay.")
        private @Nullable Path tokenFile;

        @Option(names = "--authority", paramLabel = "FILE", description = "The relay's certificate (PEM).")
        private @Nullable Path authority;

        Http(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            return root.launch.tunnel(new TunnelOptions(
                    Address.parse(target),
                    name,
                    Address.parse(relay),
                    token(),
                    authority,
                    root.instance().data()));
        }

        private @Nullable String token() {
            if (tokenFile == null) {
                return System.getenv("NARU_TOKEN");
            }
            try {
                return Files.readString(tokenFile, StandardCharsets.UTF_8).strip();
            } catch (IOException e) {
                throw new Fault(Fault.Kind.INVALID, "cannot read " + tokenFile + ": " + e.getMessage(), e);
            }
        }
    }

    /// `naru tunnel token`.
    @Command(
            name = "token",
            description = "Make a token of the local relay; it is shown this once.",
            footer = {
                "%nExamples:",
                "  naru tunnel token laptop > token.txt",
                "  naru --run /run/relay tunnel token laptop > token.txt     # of a 'naru relay' with that folder"
            })
    static final class NewToken implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "OWNER", description = "Whose token it is.")
        private String owner = "";

        NewToken(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            JsonNode token = Api.ofRelay(root.instance()).post("/relay/tokens", Map.of("name", owner));
            root.out.println(token.path("token").asString(""));
            return Exit.OK;
        }
    }

    /// `naru tunnel names`.
    @Command(
            name = "names",
            description = "List the names that are reserved on the local relay.",
            footer = {"%nExamples:", "  naru tunnel names"})
    static final class Names extends Listing {
        Names(Root root) {
            super(root, "NAME", "OWNER");
        }

        @Override
        Api api() {
            return Api.ofRelay(root.instance());
        }

        @Override
        String path() {
            return "/relay/names";
        }

        @Override
        List<String> row(JsonNode name) {
            return List.of(name.path("name").asString(""), name.path("owner").asString(""));
        }
    }
}
