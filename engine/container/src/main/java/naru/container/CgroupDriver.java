package naru.container;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import naru.base.Fault;
import naru.linux.Cgroups;

/// Who makes the control groups of containers.
public enum CgroupDriver {
    /// The runtime, as folders.
    CGROUPFS("cgroupfs"),
    /// systemd, as scopes in its slices: it is told what runs, and leaves it alone
    /// (docs/decisions/0052).
    SYSTEMD("systemd");

    private final String word;

    CgroupDriver(String word) {
        this.word = word;
    }

    /// As options and `docker info` write it.
    public String word() {
        return word;
    }

    /// By its word; empty is what dockerd would choose: systemd where it can work and all control groups
    /// are of version 2, so that it must be the only one that writes them. INVALID for another word, and
    /// for systemd where it cannot work, with the reason.
    public static CgroupDriver of(String word) {
        return of(word, Cgroups.layout(), Path.of("/"));
    }

    static CgroupDriver of(String word, Cgroups.Layout layout, Path root) {
        if (word.isEmpty()) {
            boolean systemd =
                    layout == Cgroups.Layout.V2 && Systemd.lacking(root).isEmpty();
            return systemd ? SYSTEMD : CGROUPFS;
        }
        CgroupDriver asked = Arrays.stream(values())
                .filter(one -> one.word.equals(word))
                .findFirst()
                .orElseThrow(() -> Fault.invalid("unknown driver of control groups '" + word + "': there are "
                        + Arrays.stream(values()).map(CgroupDriver::word).collect(Collectors.joining(", "))));
        Optional<String> lacking = asked == SYSTEMD ? Systemd.lacking(root) : Optional.empty();
        if (lacking.isPresent()) {
            throw Fault.invalid("--cgroup-driver systemd: " + lacking.get());
        }
        return asked;
    }
}
