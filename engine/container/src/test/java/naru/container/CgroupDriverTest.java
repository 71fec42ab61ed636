package naru.container;

import static naru.linux.Cgroups.Layout.HYBRID;
import static naru.linux.Cgroups.Layout.V2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CgroupDriverTest {
    @TempDir
    private Path root;

    private CgroupDriver chosen(String word) {
        return CgroupDriver.of(word, V2, root);
    }

    private void systemd(String group) throws IOException {
        Files.createDirectories(root.resolve("run/systemd/system"));
        Files.createDirectories(root.resolve("run/dbus"));
        Files.createDirectories(root.resolve("proc/1"));
        Files.writeString(root.resolve("proc/1/cgroup"), "4:memory:/init.scope\n0::" + group + "\n");
    }

    private ServerSocketChannel bus() throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                .bind(UnixDomainSocketAddress.of(root.resolve("run/dbus/system_bus_socket")));
    }

    @Test
    void systemdIsTheDefaultWhereItMustBeTheOnlyOne() throws IOException {
        systemd("/init.scope");
        try (ServerSocketChannel bus = bus()) {
            assertThat(bus.isOpen()).isTrue();
            assertThat(chosen("")).isEqualTo(CgroupDriver.SYSTEMD);
            assertThat(chosen("cgroupfs")).isEqualTo(CgroupDriver.CGROUPFS);
            assertThat(CgroupDriver.of("", HYBRID, root)).isEqualTo(CgroupDriver.CGROUPFS);
            assertThat(CgroupDriver.of("systemd", HYBRID, root)).isEqualTo(CgroupDriver.SYSTEMD);
        }
    }

    @Test
    void whereItCannotWorkTheReasonIsTold() throws IOException {
        assertThat(chosen("")).isEqualTo(CgroupDriver.CGROUPFS);
        assertThatThrownBy(() -> chosen("systemd")).hasMessageContaining("was not booted with systemd");
        systemd("/docker/123/init.scope");
        assertThatThrownBy(() -> chosen("systemd")).hasMessageContaining("not at the top of the control groups");
        systemd("/init.scope");
        assertThatThrownBy(() -> chosen("systemd")).hasMessageContaining("its D-Bus does not answer");
        assertThat(chosen("")).isEqualTo(CgroupDriver.CGROUPFS);
        assertThatThrownBy(() -> chosen("cgroup")).hasMessageContaining("there are cgroupfs, systemd");
    }
}
