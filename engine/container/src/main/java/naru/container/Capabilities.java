package naru.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import naru.base.Fault;

/// The capabilities of a container's processes (capabilities(7)).
final class Capabilities {
    /// Docker's defaults.
    private static final List<String> DEFAULT = List.of(
            "AUDIT_WRITE",
            "CHOWN",
            "DAC_OVERRIDE",
            "FOWNER",
            "FSETID",
            "KILL",
            "MKNOD",
            "NET_BIND_SERVICE",
            "NET_RAW",
            "SETFCAP",
            "SETGID",
            "SETPCAP",
            "SETUID",
            "SYS_CHROOT");

    /// Every capability at its number in the kernel (linux/capability.h).
    private static final List<String> ALL =
            List.of(("CHOWN DAC_OVERRIDE DAC_READ_SEARCH FOWNER FSETID KILL SETGID SETUID SETPCAP LINUX_IMMUTABLE "
                            + "NET_BIND_SERVICE NET_BROADCAST NET_ADMIN NET_RAW IPC_LOCK IPC_OWNER SYS_MODULE SYS_RAWIO "
                            + "SYS_CHROOT SYS_PTRACE SYS_PACCT SYS_ADMIN SYS_BOOT SYS_NICE SYS_RESOURCE SYS_TIME "
                            + "SYS_TTY_CONFIG MKNOD LEASE AUDIT_WRITE AUDIT_CONTROL SETFCAP MAC_OVERRIDE MAC_ADMIN "
                            + "SYSLOG WAKE_ALARM BLOCK_SUSPEND AUDIT_READ PERFMON BPF CHECKPOINT_RESTORE")
                    .split(" "));

    private final Set<String> held;

    /// @param bounding set of bits by the kernel's numbers: what can be passed on at all
    Capabilities(long bounding) {
        held = new TreeSet<>();
        for (int number = 0; number < ALL.size(); number++) {
            if ((bounding >>> number & 1) == 1) {
                held.add(ALL.get(number));
            }
        }
    }

    /// What this process can pass on: a machine may be a container itself and lack some.
    static Capabilities ofThisProcess() {
        return Holder.OWN;
    }

    private static final class Holder {
        static final Capabilities OWN = new Capabilities(bounding());
    }

    private static long bounding() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("CapBnd:"))
                    .mapToLong(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What a container may, sorted, in the runtime's names. INVALID for an unknown name, and for one that is asked for
    /// by name and cannot be passed on; of Docker's defaults and of all, those that can be are.
    List<String> of(Isolation isolation) {
        Set<String> granted = new TreeSet<>(isolation.privileged() ? ALL : DEFAULT);
        granted.retainAll(held);
        for (String dropped : isolation.capDrop()) {
            if (isAll(dropped)) {
                granted.clear();
            } else {
                granted.remove(named(dropped, "CapDrop"));
            }
        }
        for (String added : isolation.capAdd()) {
            if (isAll(added)) {
                granted.addAll(held);
            } else {
                granted.add(available(named(added, "CapAdd")));
            }
        }
        return granted.stream().map(name -> "CAP_" + name).toList();
    }

    /// Whether one can be passed on, by its name without `CAP_`.
    boolean holds(String name) {
        return held.contains(name);
    }

    private static boolean isAll(String name) {
        return name.equalsIgnoreCase("ALL");
    }

    private static String named(String name, String list) {
        String upper = name.toUpperCase(Locale.ROOT);
        String bare = upper.startsWith("CAP_") ? upper.substring(4) : upper;
        if (!ALL.contains(bare)) {
            throw Fault.invalid("invalid " + list + ": unknown capability: \"CAP_" + bare + "\"");
        }
        return bare;
    }

    private String available(String name) {
        if (!held.contains(name)) {
            throw Fault.invalid(
                    "capability " + name + " cannot be given to a container: this machine does not have it");
        }
        return name;
    }
}
