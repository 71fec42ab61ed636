package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.linux.Cgroups;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.SystemdHost;
import naru.tests.SystemdHost.Layout;
import naru.tests.TestNaru;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Containers as scopes of a real systemd (`--cgroup-driver systemd`), in each layout of control groups.
@Tag("system")
class SystemdDriverTest {

    @BeforeAll
    static void systemd() {
        assumeThat(SystemdHost.isInstalled()).as("systemd and dbus").isTrue();
    }

    private static TestNaru start(SystemdHost host, String... more) {
        String[] options = new String[more.length + 1];
        options[0] = "--no-cluster";
        System.arraycopy(more, 0, options, 1, more.length);
        TestNaru naru = TestNaru.startOn(host.within(), options);
        SmallImage.importInto(naru);
        return naru;
    }

    /// Where version 2 has the controllers there is no way to show them by version 1.
    private static void assume(Layout layout) {
        assumeThat(layout == Layout.UNIFIED || Cgroups.layout() != Cgroups.Layout.V2)
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource(Layout.class)
    void containersAreScopes(Layout layout) {
        assume(layout);
        try (SystemdHost host = SystemdHost.boot(layout)) {
            Path data;
            try (TestNaru naru = start(host, "--cgroup-driver", "systemd")) {
                data = naru.instance().data();
                assertThat(naru.docker("info", "-f", "{{.CgroupDriver}} {{.CgroupVersion}}")
                                .ok())
                        .isEqualTo("systemd " + (layout == Layout.UNIFIED ? 2 : 1));
                String id = naru.docker("run", "-d", "--name", "here", IMAGE, "sleep", "1000")
                        .ok();
                assertThat(group(naru, host, "here")).isEqualTo("/system.slice/naru-" + id + ".scope");
                assertThat(host.run("systemctl", "is-active", "naru-" + id + ".scope")
                                .ok())
                        .isEqualTo("active");
                live(naru);
                survives(naru, host, id);
                naru.docker("rm", "-f", "here").ok();
                assertThat(host.leftovers()).isEmpty();
                ends(naru);
                assertThat(host.leftovers()).isEmpty();
            }
            assertThat(mounts(host)).doesNotContain(data.toString());
        }
    }

    /// systemd writes a scope's limits again when it reads its configuration again.
    @ParameterizedTest
    @ValueSource(strings = {"crun", "runc"})
    void limitsStay(String runtime) {
        assume(Layout.HYBRID);
        try (SystemdHost host = SystemdHost.boot(Layout.HYBRID);
                TestNaru naru = start(host, "--cgroup-driver", "systemd", "--default-runtime", runtime)) {
            naru.docker("run", "-d", "--name", "free", IMAGE, "sleep", "1000").ok();
            String limits = "-d --name limited --memory 64m --memory-swap 64m --pids-limit 50 --cpus 0.25";
            run(naru, limits, "sleep 1000").ok();
            assertThat(limits(naru, host, "limited")).containsExactly("67108864", "50", "25000");
            String unlimited = limits(naru, host, "free").getFirst();
            assertThat(limits(naru, host, "free")).containsExactly(unlimited, "max", "-1");
            host.run("systemctl", "daemon-reload").ok();
            assertThat(limits(naru, host, "limited")).containsExactly("67108864", "50", "25000");
            assertThat(limits(naru, host, "free")).containsExactly(unlimited, "max", "-1");
            String update = "update --memory 96m --memory-swap 96m --pids-limit 40 --cpus 0.5 limited";
            naru.docker(update.split(" ")).ok();
            assertThat(limits(naru, host, "limited")).containsExactly("100663296", "40", "50000");
            host.run("systemctl", "daemon-reload").ok();
            assertThat(limits(naru, host, "limited")).containsExactly("100663296", "40", "50000");
            for (int i = 0; i < 2; i++) { // a scope that ran out of memory is no obstacle to the next
                Result killed = run(naru, "--name greedy --memory 16m --memory-swap 16m", "exec tail /dev/zero");
                assertThat(killed.exit()).isEqualTo(137);
                assertThat(naru.docker("inspect", "-f", "{{.State.OOMKilled}}", "greedy")
                                .ok())
                        .isEqualTo("true");
                assertThat(naru.docker("start", "-a", "greedy").exit()).isEqualTo(137);
                naru.docker("rm", "greedy").ok();
            }
            naru.removeContainers().ok();
            assertThat(host.leftovers()).isEmpty();
        }
    }

    @Test
    void parentsAreSlices() {
        try (SystemdHost host = SystemdHost.boot(Layout.UNIFIED);
                TestNaru naru = start(host)) {
            // it is what dockerd would choose here
            assertThat(naru.docker("info", "-f", "{{.CgroupDriver}}").ok()).isEqualTo("systemd");
            for (String parent : List.of("/x", "x", ".slice")) {
                assertThat(naru.docker("create", "--cgroup-parent", parent, IMAGE, "true")
                                .refused())
                        .contains("cgroup-parent for systemd cgroup should be a valid slice named as \"xxx.slice\"");
            }
            assertThat(naru.docker("create", "--cgroup-parent", "a--b.slice", IMAGE, "true")
                            .refused())
                    .contains("invalid slice name: a--b.slice");
            String id = naru.docker(
                            "run",
                            "-d",
                            "--name",
                            "inner",
                            "--cgroup-parent",
                            "rank-file.slice",
                            IMAGE,
                            "sleep",
                            "1000")
                    .ok();
            assertThat(group(naru, host, "inner")).isEqualTo("/rank.slice/rank-file.slice/naru-" + id + ".scope");
            naru.docker("pause", "inner").ok();
            naru.docker("rm", "-f", "inner").ok();
            assertThat(host.leftovers()).isEmpty();
        }
    }

    @Test
    void theDriverMayChange(@TempDir Path folder) throws IOException {
        assume(Layout.HYBRID);
        Path config = Files.writeString(folder.resolve("naru.toml"), "cgroup-driver = \"cgroupfs\"\n");
        try (SystemdHost host = SystemdHost.boot(Layout.HYBRID);
                TestNaru naru = start(host, "--config", config.toString())) {
            naru.docker("run", "-d", "--name", "here", IMAGE, "sleep", "1000").ok();
            naru.docker("create", "--name", "there", "--cgroup-parent", "/x", IMAGE, "true")
                    .ok();
            naru.stop();
            Files.writeString(config, "cgroup-driver = \"systemd\"\n");
            naru.startAgain();
            assertThat(group(naru, host, "here"))
                    .startsWith("/naru-" + naru.instance().id());
            live(naru);
            assertThat(group(naru, host, "here")).startsWith("/system.slice/naru-");
            assertThat(naru.docker("start", "there").refused()).contains("should be a valid slice");
            naru.stop();
            Files.writeString(config, "cgroup-driver = \"cgroupfs\"\n");
            naru.startAgain();
            assertThat(group(naru, host, "here")).startsWith("/system.slice/naru-");
            live(naru);
            assertThat(group(naru, host, "here"))
                    .startsWith("/naru-" + naru.instance().id());
            assertThat(naru.docker("start", "-a", "there").ok()).isEmpty();
            assertThat(host.leftovers()).isEmpty();
        }
    }

    @Test
    void withoutSystemdItIsRefused() {
        assumeThat(Path.of("/run/systemd/system")).doesNotExist();
        assertThatThrownBy(() -> TestNaru.start("--cgroup-driver", "systemd"))
                .hasMessageContaining("--cgroup-driver systemd: this machine was not booted with systemd");
    }

    private static Result run(TestNaru naru, String options, String script) {
        List<String> line = new ArrayList<>(List.of("run"));
        line.addAll(List.of(options.split(" ")));
        line.addAll(List.of(IMAGE, "sh", "-c", script));
        return naru.docker(line.toArray(String[]::new));
    }

    /// Memory, processes, processor time.
    private static List<String> limits(TestNaru naru, SystemdHost host, String name) {
        return host.run(
                        "cat",
                        "/sys/fs/cgroup/memory" + group(naru, host, name, "memory") + "/memory.limit_in_bytes",
                        "/sys/fs/cgroup/pids" + group(naru, host, name, "pids") + "/pids.max",
                        "/sys/fs/cgroup/cpu" + group(naru, host, name, "cpu") + "/cpu.cfs_quota_us")
                .ok()
                .lines()
                .toList();
    }

    private static void live(TestNaru naru) {
        assertThat(naru.docker("exec", "here", "echo", "inside").ok()).isEqualTo("inside");
        assertThat(naru.docker("top", "here").ok()).contains("sleep 1000");
        naru.docker("pause", "here").ok();
        assertThat(naru.docker("inspect", "-f", "{{.State.Status}}", "here").ok())
                .isEqualTo("paused");
        naru.docker("unpause", "here").ok();
        assertThat(naru.docker("stats", "--no-stream", "--format", "{{.PIDs}}", "here")
                        .ok())
                .matches("[0-9]+|--");
        naru.docker("restart", "-t", "0", "here").ok();
    }

    private static void survives(TestNaru naru, SystemdHost host, String id) {
        naru.docker("pause", "here").ok();
        naru.kill();
        assertThat(host.run("systemctl", "is-active", "naru-" + id + ".scope").ok())
                .isEqualTo("active");
        naru.startAgain();
        assertThat(naru.docker("inspect", "-f", "{{.State.Status}}", "here").ok())
                .isEqualTo("paused");
        naru.docker("unpause", "here").ok();
        assertThat(naru.docker("exec", "here", "echo", "again").ok()).isEqualTo("again");
    }

    /// One that ends by itself, one that is killed by the kernel, one that cannot start: each name is free again.
    private static void ends(TestNaru naru) {
        for (int i = 0; i < 3; i++) {
            assertThat(naru.docker("run", "--rm", IMAGE, "echo", "hello").ok()).isEqualTo("hello");
        }
        naru.docker("create", "--name", "twice", IMAGE, "sh", "-c", "exit 3").ok();
        for (int i = 0; i < 2; i++) {
            assertThat(naru.docker("start", "-a", "twice").exit()).isEqualTo(3);
        }
        assertThat(naru.docker("run", "--rm", IMAGE, "/no/such").exit()).isEqualTo(127);
        naru.docker("rm", "twice").ok();
    }

    /// The group of a container's first process that systemd knows.
    private static String group(TestNaru naru, SystemdHost host, String name) {
        String first = group(naru, host, name, "name=systemd");
        return first.length() > 1 && !first.startsWith("/..") ? first : group(naru, host, name, "");
    }

    private static String group(TestNaru naru, SystemdHost host, String name, String hierarchy) {
        String pid = naru.docker("inspect", "-f", "{{.State.Pid}}", name).ok();
        return host.run("cat", "/proc/" + pid + "/cgroup")
                .ok()
                .lines()
                .map(line -> line.split(":", 3))
                .filter(parts -> List.of(parts[1].split(",")).contains(hierarchy))
                .map(parts -> parts[2])
                .findFirst()
                .orElse("");
    }

    private static String mounts(SystemdHost host) {
        return host.run("cat", "/proc/self/mounts").ok();
    }
}
