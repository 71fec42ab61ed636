package naru.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SandboxFilesTest {
    @TempDir
    Path folder;

    private final SandboxSpec spec = SandboxSpec.of("c0ffee", "web", "web", "bridge")
            .withExtraHosts("db:10.0.0.9", "host.docker.internal:host-gateway", "six=fd00::1");

    private SandboxFiles.Resolver host(String text) throws IOException {
        return SandboxFiles.Resolver.read(Files.writeString(folder.resolve("resolv.conf"), text));
    }

    @Test
    void hostsNamesTheContainerAndTheExtraOnes() {
        assertThat(SandboxFiles.hosts(spec, List.of(), "10.61.0.1"))
                .startsWith("127.0.0.1\tlocalhost\n::1\tlocalhost")
                .contains("10.0.0.9\tdb\n")
                .contains("10.61.0.1\thost.docker.internal\n")
                .contains("fd00::1\tsix\n");
    }

    @Test
    void resolvConfIsTheHostsWithoutLoopback() throws IOException {
        SandboxFiles.Resolver host =
                host("# c\nnameserver 192.0.2.1\nnameserver 127.0.0.53\nsearch a b\noptions edns0\n");
        assertThat(SandboxFiles.resolvConf(host.reachable()))
                .isEqualTo("nameserver 192.0.2.1\nsearch a b\noptions edns0\n");
        assertThat(SandboxFiles.embedded(host)).isEqualTo("nameserver 127.0.0.11\nsearch a b\noptions edns0 ndots:0\n");
    }

    @Test
    void aHostWithoutResolversIsNoError() {
        assertThat(SandboxFiles.Resolver.read(folder.resolve("absent")).servers())
                .isEmpty();
    }

    @Test
    void theHostsConfigurationIsReadAgainWhenItIsAnotherFile() throws IOException {
        Path file = folder.resolve("resolv.conf");
        HostResolver resolver = new HostResolver(file);
        assertThat(resolver.read().servers()).isEmpty();
        Files.writeString(file, "nameserver 192.0.2.1\n");
        assertThat(resolver.read().servers()).containsExactly("192.0.2.1");
        assertThat(resolver.read()).isSameAs(resolver.read());
        Path fresh = Files.writeString(folder.resolve("fresh"), "nameserver 192.0.2.2\n");
        Files.setLastModifiedTime(fresh, Files.getLastModifiedTime(file));
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING); // as network managers do
        assertThat(resolver.read().servers()).containsExactly("192.0.2.2");
        Files.delete(file);
        assertThat(resolver.read().servers()).isEmpty();
    }
}
