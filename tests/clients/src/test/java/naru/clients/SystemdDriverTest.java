package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.util.List;
import naru.linux.Cgroups;
import naru.tests.SmallImage;
import naru.tests.SystemdHost;
import naru.tests.SystemdHost.Layout;
import naru.tests.TestNaru;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Containers as scopes of a real systemd (`--cgroup-driver systemd`), in each layout of control groups.
@Tag("system")
class SystemdDriverTest {
    private static final String IMAGE = "small:test";

    @BeforeAll
    static void systemd() {
        assumeThat(SystemdHost.isInstalled()).as("systemd and dbus").isTrue();
    }

    private static TestNaru start(SystemdHost host, String... more) {
        String[] options = new String[more.length + 1];
        options[0] = "--no-cluster";
        System.arraycopy(more, 0, options, 1, more.length);
        TestNaru naru = TestNaru.startOn(host.within(), options);
        SmallImage.importInto(naru, IMAGE);
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
            try (TestNaru naru = start(host, "--cgroup-driver", "systemd")) {
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
                assertThat(leftovers(host)).isEmpty();
                ends(naru);
                assertThat(leftovers(host)).isEmpty();
            }
            assertThat(mounts(host)).doesNotContain("naru-test-");
        }
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

    private static String group(TestNaru naru, SystemdHost host, String name) {
        String pid = naru.docker("inspect", "-f", "{{.State.Pid}}", name).ok();
        return host.run("cat", "/proc/" + pid + "/cgroup")
                .ok()
                .lines()
                .map(line -> line.split(":", 3))
                .filter(parts -> parts[1].isEmpty() || parts[1].equals("name=systemd"))
                .map(parts -> parts[2])
                .filter(group -> !group.startsWith("/.."))
                .filter(group -> group.length() > 1)
                .findFirst()
                .orElse("");
    }

    /// Groups and units of containers, but the test's own target.
    private static List<String> leftovers(SystemdHost host) {
        String groups =
                host.run("find", "/sys/fs/cgroup", "-name", "naru-*.scope").ok();
        String units = host.run("systemctl", "list-units", "--all", "--no-legend", "--plain", "naru-*")
                .ok();
        String files = host.run("find", "/run/systemd", "-name", "*naru-*").ok();
        return (groups + "\n" + units + "\n" + files)
                .lines()
                .filter(line -> !line.isBlank())
                .toList();
    }

    private static String mounts(SystemdHost host) {
        return host.run("cat", "/proc/self/mounts").ok();
    }
}
