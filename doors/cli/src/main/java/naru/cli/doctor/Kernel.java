package naru.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Checks of the kernel: version, namespaces, cgroups, overlayfs, packet rules, forwarding.
final class Kernel {
    private static final int MAJOR = 5;
    private static final int MINOR = 15;

    private Kernel() {}

    static Finding root() {
        return "root".equals(System.getProperty("user.name"))
                ? Finding.ok("root", "running as root")
                : Finding.failure("root", "running as " + System.getProperty("user.name"), "sudo ./naru doctor");
    }

    static Finding version() {
        String release = Shell.read("/proc/sys/kernel/osrelease");
        String[] parts = release.split("[.-]", 3);
        try {
            int major = Integer.parseInt(parts[0]);
            if (major > MAJOR || major == MAJOR && Integer.parseInt(parts[1]) >= MINOR) {
                return Finding.ok("kernel", release);
            }
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            return Finding.failure("kernel", "unreadable version '" + release + "'", "use Linux 5.15 or newer");
        }
        return Finding.failure(
                "kernel", release + " is older than 5.15", "apt-get install linux-image-amd64 && reboot");
    }

    static Finding features() {
        List<String> missing = new ArrayList<>();
        for (String space : List.of("net", "pid", "mnt", "uts", "ipc", "cgroup")) {
            if (!Files.exists(Path.of("/proc/self/ns", space), java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
                missing.add(space + " namespaces");
            }
        }
        if (!Shell.read("/proc/self/status").contains("\nSeccomp:")) {
            missing.add("seccomp");
        }
        return missing.isEmpty()
                ? Finding.ok("kernel features", "namespaces and seccomp")
                : Finding.failure(
                        "kernel features",
                        "without " + String.join(", ", missing),
                        "boot a kernel of the distribution: apt-get install linux-image-amd64 && reboot");
    }

    static Finding cgroups() {
        Path root = Path.of("/sys/fs/cgroup");
        boolean two = Files.exists(root.resolve("cgroup.controllers"));
        String layout = two ? "v2" : Files.isDirectory(root.resolve("unified")) ? "hybrid" : "v1";
        List<String> controllers = two
                ? List.of(Shell.read(root + "/cgroup.controllers").split(" "))
                : Stream.of("memory", "cpu", "pids")
                        .filter(name -> Files.isDirectory(root.resolve(name)))
                        .toList();
        List<String> missing = Stream.of("memory", "cpu", "pids")
                .filter(name -> !controllers.contains(name))
                .toList();
        return missing.isEmpty()
                ? Finding.ok("cgroups", layout + " layout with memory, cpu and pids")
                : Finding.failure(
                        "cgroups",
                        layout + " layout without " + String.join(", ", missing),
                        "add 'systemd.unified_cgroup_hierarchy=1 cgroup_enable=memory' to the kernel's command line and"
                                + " reboot");
    }

    /// Mounts an overlay in a mount namespace that ends with the check.
    static Finding overlayfs(Path data) {
        Path folder = Programs.existing(data);
        try {
            Path scratch = Files.createTempDirectory(folder, "doctor-");
            String script = "cd " + quote(scratch) + " && mkdir lower upper work merged && echo seen > lower/file"
                    + " && mount -t overlay overlay -o lowerdir=lower,upperdir=upper,workdir=work merged"
                    + " && rm merged/file && echo new > merged/other && test -c upper/file";
            Shell.Answer answer = Shell.run("unshare", "--mount", "--propagation", "private", "sh", "-c", script);
            Shell.run("rm", "-rf", scratch.toString());
            return answer.ok()
                    ? Finding.ok("overlayfs", "mounted and written on " + folder)
                    : Finding.failure(
                            "overlayfs",
                            answer.firstLine(),
                            "modprobe overlay; if " + folder + " is itself an overlay, choose another --data");
        } catch (IOException e) {
            return Finding.failure("overlayfs", "cannot write in " + folder, "choose another --data");
        }
    }

    /// Makes a table with a NAT rule in a network namespace that ends with the check.
    static Finding nftables() {
        String rules = "table ip naru_doctor {\n chain c {\n type nat hook prerouting priority -100\n"
                + " tcp dport 1 dnat to 192.0.2.1:1\n }\n }";
        Shell.Answer answer = Shell.run("unshare", "--net", "nft", rules);
        return answer.ok()
                ? Finding.ok("nftables", "rules with NAT are accepted")
                : Finding.failure(
                        "nftables",
                        answer.firstLine(),
                        "apt-get install nftables && modprobe -a nf_tables nft_chain_nat");
    }

    /// Makes the rules that keep containers from speaking in each other's name, in the same way.
    static Finding neighbours() {
        String rules = "table bridge naru_doctor {\n set s { typeof iifname . ether saddr . @th,64,128; }\n chain c {\n"
                + " type filter hook prerouting priority -300\n iifname . ether saddr . @th,64,128 @s accept\n }\n }";
        Shell.Answer answer = Shell.run("unshare", "--net", "nft", rules);
        return answer.ok()
                ? Finding.ok("neighbours", "containers cannot take each other's addresses")
                : Finding.warning(
                        "neighbours",
                        "containers with NET_RAW, which is the default, can take their neighbours' addresses: "
                                + answer.firstLine(),
                        "a kernel with CONFIG_NF_TABLES_BRIDGE, nftables 1.0 or newer, or networks of their own, "
                                + "or --cap-drop NET_RAW");
    }

    static Finding forwarding() {
        Path file = Path.of("/proc/sys/net/ipv4/ip_forward");
        if (Shell.read(file.toString()).equals("1")) {
            return Finding.ok("forwarding", "on");
        }
        return Files.isWritable(file)
                ? Finding.ok("forwarding", "off; the daemon turns it on")
                : Finding.failure("forwarding", "off", "sysctl -w net.ipv4.ip_forward=1");
    }

    /// A firewall that drops what is forwarded also drops the packets of containers.
    static Finding forwardPolicy() {
        String rules = Shell.run("nft", "list", "ruleset").text();
        boolean drops = rules.lines()
                .map(String::strip)
                .anyMatch(line -> line.contains("hook forward") && line.contains("policy drop"));
        return drops
                ? Finding.warning(
                        "firewall",
                        "a chain of the host drops forwarded packets: containers do not reach the outside",
                        "naru up --firewall input (rules for containers in that chain), or: iptables -P FORWARD ACCEPT")
                : Finding.ok("firewall", "forwarded packets are not dropped");
    }

    private static String quote(Path path) {
        return "'" + path.toString().replace("'", "'\\''") + "'";
    }
}
