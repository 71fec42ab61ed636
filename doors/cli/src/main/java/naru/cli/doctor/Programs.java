package naru.cli.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Checks of what is around the kernel: programs, files, disk, ports.
final class Programs {
    private static final long GIB = 1L << 30;
    private static final int JAVA = 25;

    private Programs() {}

    static Finding runtime() {
        for (String name : List.of("crun", "runc")) {
            Shell.Answer answer = Shell.run(name, "--version");
            if (answer.ok()) {
                return Finding.ok("runtime", answer.firstLine());
            }
        }
        return Finding.failure("runtime", "neither crun nor runc is there", "apt-get install crun runc");
    }

    static Finding conmon() {
        Shell.Answer answer = Shell.run("conmon", "--version");
        return answer.ok()
                ? Finding.ok("conmon", answer.firstLine())
                : Finding.failure("conmon", answer.firstLine(), "apt-get install conmon");
    }

    static Finding seccomp() {
        Path file = Path.of("/usr/share/containers/seccomp.json");
        return Files.isReadable(file)
                ? Finding.ok("seccomp profile", file.toString())
                : Finding.warning(
                        "seccomp profile", file + " is missing", "apt-get install golang-github-containers-common");
    }

    /// The folder itself, or the nearest above it that exists.
    static Path existing(Path folder) {
        Path there = folder.toAbsolutePath();
        for (Path above = there.getParent(); !Files.exists(there) && above != null; above = above.getParent()) {
            there = above;
        }
        return there;
    }

    static Finding disk(Path data) {
        Path there = existing(data);
        try {
            long free = Files.getFileStore(there).getUsableSpace();
            String detail = free / GIB + " GiB free at " + there;
            return free < GIB
                    ? Finding.failure("disk", detail, "docker system prune, or choose another --data")
                    : free < 5 * GIB
                            ? Finding.warning("disk", detail, "docker system prune")
                            : Finding.ok("disk", detail);
        } catch (IOException e) {
            return Finding.failure("disk", "cannot look at " + there + ": " + e.getMessage(), "choose another --data");
        }
    }

    /// Tries to listen where the daemon will; skipped while this daemon itself listens there.
    static Finding ports(Map<String, InetSocketAddress> wanted) {
        List<String> taken = new ArrayList<>();
        wanted.forEach((name, address) -> {
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(address);
            } catch (IOException e) {
                taken.add("--" + name + " " + address.getHostString() + ":" + address.getPort());
            }
        });
        return taken.isEmpty()
                ? Finding.ok("ports", wanted.size() + " free")
                : Finding.failure(
                        "ports",
                        "in use: " + String.join(", ", taken),
                        "ss -ltnp shows by whom; choose others: naru up " + String.join(" ", taken));
    }

    static Finding docker(String context) {
        Shell.Answer answer = Shell.run("docker", "--version");
        return answer.ok()
                ? Finding.ok("docker command", answer.firstLine() + "; context " + context)
                : Finding.warning(
                        "docker command",
                        answer.firstLine(),
                        "apt-get install docker-cli || apt-get install docker.io");
    }

    static Finding java() {
        return Runtime.version().feature() >= JAVA
                ? Finding.ok("java", Runtime.version().toString())
                : Finding.failure("java", Runtime.version().toString(), "apt-get install openjdk-25-jdk-headless");
    }

    static Finding mmdebstrap() {
        return Shell.which("mmdebstrap")
                .map(path -> Finding.ok("mmdebstrap", path.toString()))
                .orElseGet(() ->
                        Finding.warning("mmdebstrap", "needed by naru image bootstrap", "apt-get install mmdebstrap"));
    }
}
