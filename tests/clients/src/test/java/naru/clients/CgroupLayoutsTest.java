package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.linux.Cgroups;
import naru.tests.Program;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Containers on machines with either version of control groups alone, as a mount namespace shows them.
@Tag("system")
class CgroupLayoutsTest {

    @Test
    void versionOneAlone() {
        // where version 2 has the controllers there is no way to show them by version 1
        assumeThat(Cgroups.layout()).isNotEqualTo(Cgroups.Layout.V2);
        String hide = "! test -d /sys/fs/cgroup/unified || umount /sys/fs/cgroup/unified";
        try (TestNaru naru = TestNaru.startWithMounts(hide)) {
            SmallImage.importInto(naru);
            assertThat(naru.docker("info", "-f", "{{.CgroupVersion}}").ok()).isEqualTo("1");
            live(naru);
            String limit = "cat /sys/fs/cgroup/memory/memory.limit_in_bytes";
            assertThat(naru.docker("run", "--rm", "-m", "64m", IMAGE, "sh", "-c", limit)
                            .ok())
                    .isEqualTo("67108864");
        }
    }

    @Test
    void versionTwoAlone() {
        try (TestNaru naru =
                TestNaru.startWithMounts("umount -R /sys/fs/cgroup; mount -t cgroup2 none /sys/fs/cgroup")) {
            SmallImage.importInto(naru);
            assertThat(naru.docker("info", "-f", "{{.CgroupVersion}}").ok()).isEqualTo("2");
            live(naru);
        }
    }

    @Test
    void bothTogetherLeaveNothingBelow() {
        assumeThat(Cgroups.layout()).isEqualTo(Cgroups.Layout.HYBRID);
        try (TestNaru naru = TestNaru.start()) {
            SmallImage.importInto(naru, IMAGE);
            live(naru);
            List<String> below = List.of(
                    "unshare",
                    "-m",
                    "--propagation",
                    "private",
                    "sh",
                    "-ec",
                    "umount /sys/fs/cgroup/unified; ls /sys/fs/cgroup/unified");
            assertThat(Program.run(below, Map.of(), new byte[0], Duration.ofSeconds(10))
                            .ok())
                    .doesNotContain(naru.instance().id());
        }
    }

    private static void live(TestNaru naru) {
        naru.docker("run", "-d", "--name", "here", IMAGE, "sleep", "1000").ok();
        assertThat(naru.docker("exec", "here", "echo", "inside").ok()).isEqualTo("inside");
        assertThat(naru.docker("top", "here").ok()).contains("sleep 1000");
        naru.docker("pause", "here").ok();
        naru.docker("unpause", "here").ok();
        naru.docker("stats", "--no-stream", "here").ok();
        naru.docker("rm", "-f", "here").ok();
    }
}
