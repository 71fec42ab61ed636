package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What a container cannot do, and what it can when asked: Docker's defaults, seen from inside.
@Tag("system")
class DockerIsolationTest {
    /// chown, dac_override, fowner, fsetid, kill, setgid, setuid, setpcap, net_bind_service, net_raw, sys_chroot,
    /// mknod, audit_write, setfcap: what dockerd 26.1 gives, as /proc/self/status shows it.
    private static final String DOCKERS = "00000000a80425fb";

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    private static Result inside(String options, String script) {
        List<String> words = new ArrayList<>(List.of("run", "--rm"));
        words.addAll(options.isEmpty() ? List.of() : List.of(options.split(" ")));
        words.addAll(List.of(IMAGE, "sh", "-c", script));
        return naru.docker(words.toArray(String[]::new));
    }

    private static String status(String options, String field) {
        return inside(options, "sed -n 's/^" + field + ":[[:space:]]*//p' /proc/self/status")
                .ok();
    }

    @Test
    void capabilitiesAreDockers() {
        assertThat(status("", "CapEff")).isEqualTo(DOCKERS);
        assertThat(status("", "CapBnd")).isEqualTo(DOCKERS);
        assertThat(status("", "CapInh")).isEqualTo("0000000000000000");
        assertThat(status("--user 1000", "CapEff")).isEqualTo("0000000000000000");
        assertThat(status("--cap-drop ALL", "CapBnd")).isEqualTo("0000000000000000");
        assertThat(status("--cap-drop ALL --cap-add CHOWN", "CapEff")).isEqualTo("0000000000000001");
        assertThat(status("--cap-add NET_ADMIN", "CapEff")).isEqualTo("00000000a80435fb");
        assertThat(inside("--cap-add NO_SUCH", "true").refused()).contains("NO_SUCH");
    }

    @Test
    void systemCallsAreFilteredUnlessUnconfined() {
        assertThat(status("", "Seccomp")).isEqualTo("2");
        assertThat(status("--security-opt seccomp=unconfined", "Seccomp")).isEqualTo("0");
        assertThat(status("--privileged", "Seccomp")).isEqualTo("0");
        assertThat(inside("", "unshare -U true").refused()).contains("Operation not permitted");
        assertThat(inside("", "mount -t tmpfs none /tmp").refused()).containsIgnoringCase("permi");
        inside("--privileged", "mount -t tmpfs none /tmp && umount /tmp").ok();
    }

    @Test
    void privilegesAreNotGainedWhenForbidden() {
        assertThat(status("", "NoNewPrivs")).isEqualTo("0");
        assertThat(status("--security-opt no-new-privileges", "NoNewPrivs")).isEqualTo("1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/proc/keys", "/proc/timer_list"})
    void maskedFilesAreEmpty(String file) {
        assertThat(inside("", "wc -c < " + file).ok()).isEqualTo("0");
    }

    @ParameterizedTest
    @CsvSource({"/proc/sys/kernel/hostname, x", "/sys/kernel/uevent_helper, x"})
    void theKernelsSwitchesAreReadOnly(String file, String word) {
        assertThat(inside("", "echo " + word + " > " + file).refused()).contains("Read-only file system");
    }

    @Test
    void devicesOfTheHostAreOutOfReach() {
        assertThat(inside("", "ls /dev").ok().split("\\s+"))
                .contains("null", "zero", "urandom", "tty", "ptmx", "shm")
                .doesNotContain("kmsg", "mem", "sda", "vda");
        assertThat(inside("", "mknod /tmp/disk b 254 0 && cat /tmp/disk").refused())
                .containsIgnoringCase("permi");
    }

    @Test
    void namespacesAreTheContainersOwn() {
        assertThat(inside("", "echo $$; ps | wc -l").ok().lines().findFirst()).hasValue("1");
        assertThat(inside("--hostname box", "hostname").ok()).isEqualTo("box");
        assertThat(inside("--network none", "ls /sys/class/net").ok()).isEqualTo("lo");
        assertThat(inside("--pid host", "echo $$").ok()).isNotEqualTo("1");
        assertThat(inside("--sysctl net.core.somaxconn=1234", "cat /proc/sys/net/core/somaxconn")
                        .ok())
                .isEqualTo("1234");
    }

    @Test
    void limitsOfAProcessAreSet() {
        assertThat(inside("--ulimit nofile=1000:2000", "ulimit -n; ulimit -Hn").ok())
                .isEqualTo("1000\n2000");
        assertThat(inside("--shm-size 32m", "df -k /dev/shm | tail -1").ok()).contains("32768");
        assertThat(inside("--oom-score-adj 500", "cat /proc/self/oom_score_adj").ok())
                .isEqualTo("500");
        assertThat(inside("--pids-limit 5", "for i in 1 2 3 4 5 6 7 8; do sleep 1 & done")
                        .err())
                .contains("can't fork");
    }

    @Test
    void anInitReapsOrphans() {
        String script = "(sh -c 'sleep 0.1 & exit' ); sleep 0.4; ps -o stat,args | grep -c '^Z' ; true";
        assertThat(inside("--init", script).ok()).isEqualTo("0");
    }
}
