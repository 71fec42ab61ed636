package naru.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import naru.base.Fault;

/// How containers are run, and as whom.
///
/// @param standard name of the default one, or empty for the quickest that works here
/// @param added absolute paths by name, besides the runtimes that are installed
/// @param attachPatience how long an attached client may take no output before it is cut off; zero: for ever
/// @param users whose subordinate users containers have (`default` or `USER[:GROUP]`); empty: the host's
/// @param cgroupDriver who makes control groups, `cgroupfs` or `systemd`; empty: as dockerd chooses
public record RuntimeOptions(
        String standard, Map<String, Path> added, Duration attachPatience, String users, String cgroupDriver) {
    private static final List<String> DRIVERS = List.of("cgroupfs", "systemd");

    /// Copies the map.
    public RuntimeOptions {
        added = Map.copyOf(added);
    }

    /// From `NAME=PATH` words, a time, a user and a driver; INVALID for anything else.
    static RuntimeOptions parse(
            String standard, List<String> words, String patience, String users, String cgroupDriver) {
        if (!cgroupDriver.isEmpty() && !DRIVERS.contains(cgroupDriver)) {
            throw Fault.invalid(
                    "unknown driver of control groups '" + cgroupDriver + "': there are " + String.join(", ", DRIVERS));
        }
        Map<String, Path> added = new TreeMap<>();
        for (String word : words) {
            String[] parts = word.split("=", 2);
            if (parts.length < 2 || parts[0].isBlank() || !parts[1].startsWith("/")) {
                throw Fault.invalid("'" + word + "' is no runtime: write NAME=PATH with an absolute path");
            }
            added.put(parts[0], Path.of(parts[1]));
        }
        return new RuntimeOptions(standard, added, TokenCommand.life(patience), users, cgroupDriver);
    }

    /// As the options write it.
    List<String> arguments() {
        String words = new TreeMap<>(added)
                .entrySet().stream()
                        .map(one -> one.getKey() + "=" + one.getValue())
                        .collect(Collectors.joining(","));
        return Arrays.asList(
                standard.isEmpty() ? "" : "--default-runtime=" + standard,
                words.isEmpty() ? "" : "--add-runtime=" + words,
                "--attach-patience=" + attachPatience.toSeconds() + (attachPatience.isZero() ? "" : "s"),
                users.isEmpty() ? "" : "--userns-remap=" + users,
                cgroupDriver.isEmpty() ? "" : "--cgroup-driver=" + cgroupDriver);
    }
}
