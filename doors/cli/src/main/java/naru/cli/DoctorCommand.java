package naru.cli;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import naru.base.Instance;
import naru.cli.doctor.Doctor;
import naru.cli.doctor.Finding;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `naru doctor`.
@Command(
        name = "doctor",
        description = "Try each requirement for real; for each failure print the command that mends it (exit code 1).",
        footer = {"%nExamples:", "  naru doctor", "  naru doctor --web 127.0.0.1:8070", "  naru doctor --output json"})
final class DoctorCommand implements Callable<Integer> {
    private final Root root;

    @Mixin
    private final ServerOptions options = new ServerOptions();

    @Mixin
    private final Output output = new Output();

    DoctorCommand(Root root) {
        this.root = root;
    }

    @Override
    public Integer call() {
        Instance instance = root.instance();
        Map<String, InetSocketAddress> ports = new HashMap<>();
        if (!running(instance)) {
            Settings settings = options.settings(instance);
            settings.addresses()
                    .forEach((name, address) -> ports.put(name, new InetSocketAddress(address.host(), address.port())));
        }
        List<Finding> findings = Doctor.examine(
                instance.data(), ports, DockerContext.ofEnvironment().current());
        if (output.json()) {
            output.print(root.out, findings);
        } else {
            findings.forEach(this::print);
        }
        return findings.stream().anyMatch(finding -> finding.verdict() == Finding.Verdict.FAILURE)
                ? Exit.FAILED
                : Exit.OK;
    }

    private static boolean running(Instance instance) {
        return "root".equals(System.getProperty("user.name"))
                && Presence.of(instance).isPresent();
    }

    private void print(Finding finding) {
        String mark = switch (finding.verdict()) {
            case OK -> "ok  ";
            case WARNING -> "warn";
            case FAILURE -> "FAIL";
        };
        root.out.printf("%s  %-16s %s%n", mark, finding.name(), finding.detail());
        if (!finding.mend().isEmpty()) {
            root.out.println("                        mend: " + finding.mend());
        }
    }
}
