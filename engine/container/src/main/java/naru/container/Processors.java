package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import naru.base.Fault;

/// The processors and memory nodes of this machine, and wishes for some of them, as the kernel lists them: `0-2,5`.
final class Processors {
    private static final Path DEVICES = Path.of("/sys/devices/system");

    private Processors() {}

    static int count() {
        return java.lang.Runtime.getRuntime().availableProcessors();
    }

    /// INVALID for a list that is none, or with what is not there.
    static void check(Resources asked) {
        check("cpus", "CPUs", asked.cpusetCpus(), DEVICES.resolve("cpu/online"));
        check("mems", "memory nodes", asked.cpusetMems(), DEVICES.resolve("node/online"));
    }

    private static void check(String set, String things, String wish, Path online) {
        if (wish.isEmpty()) {
            return;
        }
        BitSet wanted = parse(wish, set);
        String there = read(online);
        wanted.andNot(parse(there, set));
        if (!wanted.isEmpty()) {
            throw Fault.invalid(
                    "Requested " + things + " are not available - requested " + wish + ", available: " + there);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return "0"; // a kernel without memory nodes has one
        }
    }

    private static BitSet parse(String list, String set) {
        BitSet numbers = new BitSet();
        for (String part : list.split(",", -1)) {
            if (!part.matches("[0-9]{1,4}(-[0-9]{1,4})?")) {
                throw Fault.invalid("Invalid value " + list + " for cpuset " + set + ": invalid format: " + list);
            }
            String[] range = part.split("-", 2);
            int first = Integer.parseInt(range[0]);
            numbers.set(first, Math.max(Integer.parseInt(range[range.length - 1]), first) + 1);
        }
        return numbers;
    }
}
