package naru.cli.doctor;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import naru.base.Fault;

/// Every check, run side by side.
public final class Doctor {
    private Doctor() {}

    /// Checks everything and answers the findings in a fixed order.
    ///
    /// @param data the data folder, which need not exist
    /// @param ports where the daemon would listen, by option; empty while it does
    /// @param context the docker context that is selected
    public static List<Finding> examine(Path data, Map<String, InetSocketAddress> ports, String context) {
        List<Supplier<Finding>> checks = List.of(
                Kernel::root,
                Kernel::version,
                Kernel::features,
                Kernel::cgroups,
                Programs::runtime,
                Programs::conmon,
                Programs::seccomp,
                () -> Kernel.overlayfs(data),
                Kernel::nftables,
                Kernel::neighbours,
                Kernel::forwarding,
                Kernel::forwardPolicy,
                () -> Programs.disk(data),
                () -> ports.isEmpty() ? Finding.ok("ports", "held by this daemon") : Programs.ports(ports),
                () -> Programs.docker(context),
                Programs::java,
                Programs::mmdebstrap);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Finding>> findings =
                    checks.stream().map(check -> threads.submit(check::get)).toList();
            return findings.stream().map(Doctor::result).toList();
        }
    }

    private static Finding result(Future<Finding> finding) {
        try {
            return finding.get();
        } catch (ExecutionException e) {
            throw Fault.internal("a check failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while checking", e);
        }
    }
}
