package naru.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru edit`: changes a container that there is.
@Command(
        name = "edit",
        description = {
            "Change ports, networks, limits, environment and mounts of a container that there is, and show what changes.",
            "Ports, networks and limits change while it runs. For the rest it is started again, with the same id, name,",
            "addresses, volumes and written files; one that does not start is put back as it was."
        },
        footer = {
            "%nExamples:",
            "  naru edit web --publish 8081:80 --dry-run",
            "  naru edit web --publish 8081:80 --publish-rm 80 --memory 512m",
            "  naru edit web --env LEVEL=debug --env-rm OLD",
            "  naru edit web --mount /srv/site:/var/www/html:ro --network backend"
        })
final class EditCommand implements Callable<Integer> {
    private static final Pattern BYTES = Pattern.compile("(\\d{1,12})([bkmg]?)b?");

    private final Root root;

    @Parameters(paramLabel = "CONTAINER", description = "Its name, its id, or the beginning of that.")
    private String container = "";

    @Option(
            names = {"-p", "--publish"},
            paramLabel = "[IP:][HOST:]PORT",
            description = "Publish a port too.")
    private List<String> publish = List.of();

    @Option(names = "--publish-rm", paramLabel = "PORT", description = "Publish this port of it no more: 80, 53/udp.")
    private List<String> publishRm = List.of();

    @Option(
            names = {"-e", "--env"},
            paramLabel = "NAME=VALUE",
            description = "Set a variable.")
    private List<String> env = List.of();

    @Option(names = "--env-rm", paramLabel = "NAME", description = "Take a variable away.")
    private List<String> envRm = List.of();

    @Option(
            names = {"-v", "--mount"},
            paramLabel = "MOUNT",
            description = "SRC:DST[:ro] or type=bind|volume|tmpfs,src=SRC,dst=DST[,ro]; one at DST goes.")
    private List<String> mount = List.of();

    @Option(names = "--mount-rm", paramLabel = "DST", description = "Take a mount away; a volume itself stays.")
    private List<String> mountRm = List.of();

    @Option(names = "--network", paramLabel = "NAME", description = "Join a network.")
    private List<String> network = List.of();

    @Option(names = "--network-rm", paramLabel = "NAME", description = "Leave a network.")
    private List<String> networkRm = List.of();

    @Option(names = "--memory", paramLabel = "BYTES", description = "Limit of memory: 512m, 2g.")
    private String memory = "";

    @Option(names = "--cpus", paramLabel = "N", description = "Limit of processors: 1.5.")
    private String cpus = "";

    @Option(names = "--pids-limit", paramLabel = "N", description = "Limit of processes.")
    private long pids;

    @Option(names = "--restart", paramLabel = "POLICY", description = "Policy, such as on-failure:3.")
    private String restart = "";

    @Option(names = "--dry-run", description = "Only show what would change.")
    private boolean dryRun;

    @Mixin
    private final Output output = new Output();

    EditCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        JsonNode answer = new Api(root.instance()).post("/containers/" + Api.segment(container) + "/edit", body());
        if (output.json()) {
            output.print(root.out, answer);
            return Exit.OK;
        }
        if (answer.path("differences").isEmpty()) {
            root.out.println("nothing changes");
        }
        for (JsonNode one : answer.path("differences")) {
            line("-", one, "before");
            line("+", one, "after");
        }
        boolean restarts = answer.path("restarts").asBoolean(false);
        if (restarts) {
            root.out.println(dryRun ? "it would be started again if it runs" : "it was started again if it ran");
        }
        return Exit.OK;
    }

    private void line(String sign, JsonNode difference, String side) {
        String value = difference.path(side).asString("");
        if (!value.isEmpty()) {
            root.out.println(sign + " " + difference.path("what").asString("") + ": " + value);
        }
    }

    private Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("publish", publish);
        body.put("publishRm", publishRm);
        body.put("env", env);
        body.put("envRm", envRm);
        body.put("mount", mount);
        body.put("mountRm", mountRm);
        body.put("network", network);
        body.put("networkRm", networkRm);
        body.put("memory", bytes(memory));
        body.put("nanoCpus", nanos(cpus));
        body.put("pids", pids);
        body.put("restart", restart);
        body.put("dryRun", dryRun);
        return body;
    }

    private static long bytes(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        Matcher matcher = BYTES.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw Fault.invalid("'" + text + "' is no size: 512m, 2g");
        }
        int shift = switch (matcher.group(2)) {
            case "k" -> 10;
            case "m" -> 20;
            case "g" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }

    private static long nanos(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.matches("\\d{1,4}(\\.\\d{1,9})?")) {
            throw Fault.invalid("'" + text + "' is no number of processors: 1.5");
        }
        return new java.math.BigDecimal(text).movePointRight(9).longValueExact();
    }
}
