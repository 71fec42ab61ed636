package naru.container;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import naru.base.Fault;

/// The processes of a container, as the host's ps(1) lists them: nothing inside the container is executed.
final class Processes {
    private static final int MAX_OUTPUT = 8 << 20;

    private Processes() {}

    /// Lists the processes whose control group carries the id.
    static Top list(String containerId, String arguments) {
        List<String> command = new ArrayList<>(List.of("ps"));
        command.addAll(List.of((arguments.isEmpty() ? "-ef" : arguments).split("\\s+")));
        Set<String> pids = pids(containerId);
        if (!pids.isEmpty()) {
            command.addAll(List.of("-q", String.join(",", pids)));
        }
        List<String> lines = output(command);
        if (lines.isEmpty()) {
            throw Fault.invalid("ps " + arguments + " printed nothing");
        }
        List<String> titles = List.of(lines.getFirst().strip().split("\\s+"));
        int column = titles.indexOf("PID");
        if (column < 0) {
            throw Fault.invalid("Couldn't find PID field in ps output");
        }
        List<List<String>> processes = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            List<String> fields = List.of(line.strip().split("\\s+", titles.size()));
            if (fields.size() > column && pids.contains(fields.get(column))) {
                processes.add(fields);
            }
        }
        return new Top(titles, processes);
    }

    private static List<String> output(List<String> command) {
        try {
            Process ps = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(ps.getInputStream().readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
            if (ps.waitFor() != 0) {
                throw Fault.invalid("ps: " + output.strip().lines().findFirst().orElse("it failed"));
            }
            return output.lines().toList();
        } catch (IOException e) {
            throw Fault.unavailable("ps is not installed on this machine: apt-get install procps", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted", e);
        }
    }

    private static Set<String> pids(String containerId) {
        Set<String> pids = new HashSet<>();
        try (var entries = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path entry : entries) {
                if (cgroup(entry).contains(containerId)) {
                    pids.add(String.valueOf(entry.getFileName()));
                }
            }
        } catch (IOException e) {
            throw Fault.internal("cannot list processes: " + e.getMessage(), e);
        }
        return pids;
    }

    private static String cgroup(Path process) {
        try {
            return Files.readString(process.resolve("cgroup"));
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
