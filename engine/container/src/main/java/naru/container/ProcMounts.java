package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import naru.base.Fault;

/// What may be mounted at /proc: a runtime that confines a process writes there, and would write into a volume that is
/// in its place (CVE-2019-16884, CVE-2023-27561). What is allowed is what runc allows, so that lxcfs works.
final class ProcMounts {
    private static final Path PROC = Path.of("/proc");
    private static final Set<String> ALLOWED = Set.of(
            "cpuinfo",
            "diskstats",
            "meminfo",
            "stat",
            "swaps",
            "uptime",
            "loadavg",
            "slabinfo",
            "net/dev",
            "sys/kernel/ns_last_pid",
            "sys/crypto/fips_enabled");

    private ProcMounts() {}

    /// INVALID, in runc's words, for what may not be there.
    static void check(MountSpec wish) {
        Path target = Path.of(wish.target()).normalize();
        if (!target.startsWith(PROC)) {
            return;
        }
        if (target.equals(PROC)) {
            if (!(wish instanceof MountSpec.Bind bind) || !isProc(Path.of(bind.source()))) {
                throw Fault.invalid("\"/proc\" cannot be mounted because it is not of type proc");
            }
        } else if (!ALLOWED.contains(PROC.relativize(target).toString())) {
            throw Fault.invalid("\"" + target + "\" cannot be mounted because it is inside /proc");
        }
    }

    private static boolean isProc(Path source) {
        try {
            return Files.exists(source) && Files.getFileStore(source).type().equals("proc");
        } catch (IOException _) {
            return false;
        }
    }
}
