package naru.cli;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru token`: tokens with which machines join the cluster and people use it.
@Command(
        name = "token",
        description = "Make, list and revoke tokens with which machines join the cluster and people use it.",
        footer = {
            "%nExamples:",
            "  naru token create",
            "  naru token create --role viewer --ttl 30d --description maria",
            "  naru token list"
        })
final class TokenCommand extends Group {
    private static final String PATH = "/cluster/tokens";

    static CommandLine line(Root root) {
        return of(
                new TokenCommand(), "create", new Create(root), "list", new ListAll(root), "revoke", new Revoke(root));
    }

    /// A time as people write it: `90s`, `30m`, `24h`, `7d`; 0 is for ever.
    static Duration life(String text) {
        Matcher matcher = Pattern.compile("(\\d{1,6})([smhd]?)").matcher(text);
        if (!matcher.matches()
                || matcher.group(2).isEmpty() && !matcher.group(1).equals("0")) {
            throw Fault.invalid("'" + text + "' is no time: 90s, 30m, 24h, 7d, or 0 for ever");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            case "d" -> Duration.ofDays(number);
            default -> Duration.ofSeconds(number);
        };
    }

    /// `naru token create`.
    @Command(
            name = "create",
            description = {
                "Make a token and print it. It is shown this once.",
                "A node's token is for 'naru join'; a viewer's or admin's for 'kubectl --token'."
            },
            footer = {
                "%nExamples:",
                "  naru token create",
                "  naru token create --uses 1 --ttl 1h",
                "  naru token create --role viewer --ttl 30d --description maria"
            })
    static final class Create implements Callable<Integer> {
        private final Root root;

        @Option(names = "--role", paramLabel = "ROLE", description = "node (default), server, viewer or admin.")
        private String role = "node";

        @Option(names = "--ttl", paramLabel = "TIME", description = "How long it is valid: 30m, 24h (default), 7d, 0.")
        private String ttl = "24h";

        @Option(names = "--uses", paramLabel = "N", description = "How many machines may join with it (any number).")
        private int uses = -1;

        @Option(names = "--description", paramLabel = "TEXT", description = "Whose it is, for people.")
        private String description = "";

        @Mixin
        private final Output output = new Output();

        Create(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("role", role);
            body.put("seconds", life(ttl).toSeconds());
            body.put("uses", uses);
            body.put("description", description);
            JsonNode made = new Api(root.instance()).post(PATH, body);
            if (output.json()) {
                output.print(root.out, made);
            } else {
                root.out.println(made.path("token").asString(""));
            }
            return Exit.OK;
        }
    }

    /// `naru token list`.
    @Command(
            name = "list",
            description = "List tokens that are valid, without their secrets.",
            footer = {"%nExamples:", "  naru token list", "  naru token list --output json"})
    static final class ListAll extends Listing {
        ListAll(Root root) {
            super(root, "ID", "ROLE", "EXPIRES", "USES LEFT", "DESCRIPTION");
        }

        @Override
        String path() {
            return PATH;
        }

        @Override
        List<String> row(JsonNode one) {
            return List.of(
                    one.path("id").asString(""),
                    one.path("role").asString(""),
                    orElse(one.path("expires").asString(""), "never"),
                    one.path("uses").asInt(-1) < 0 ? "any" : one.path("uses").asString("0"),
                    one.path("description").asString(""));
        }

        private static String orElse(String text, String other) {
            return text.isEmpty() ? other : text;
        }
    }

    /// `naru token revoke`.
    @Command(
            name = "revoke",
            description = "Take tokens away, at once. Nodes that have joined with one stay.",
            footer = {"%nExamples:", "  naru token revoke 3fa91c"})
    static final class Revoke implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "ID", arity = "1..*", description = "As 'naru token list' shows them.")
        private List<String> ids = List.of();

        Revoke(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            Api api = new Api(root.instance());
            for (String id : ids) {
                api.delete(PATH + "/" + Api.segment(id));
                root.out.println(id);
            }
            return Exit.OK;
        }
    }
}
