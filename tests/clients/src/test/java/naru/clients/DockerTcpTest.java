package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import naru.base.Pem;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Keys;
import naru.cluster.pki.Subject;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The Docker API over TCP: only with TLS, only for certificates of its own authority.
@Tag("system")
class DockerTcpTest {

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage("--docker-tcp", "127.0.0.1:0");

    private static String host;
    private static Path good;

    @BeforeAll
    static void start() {
        good = naru.folder().resolve("maria");
        Result made = naru.naru("docker-certificate", "maria", "--out", good.toString());
        made.ok();
        host = made.err().strip().replace("DOCKER_HOST=", "");
    }

    private static Result docker(Path certificates, String input, String... words) {
        List<String> line = new ArrayList<>(List.of("docker"));
        line.addAll(List.of(words));
        Map<String, String> environment = new HashMap<>(naru.dockerEnvironment());
        environment.put("DOCKER_HOST", host);
        environment.put("DOCKER_TLS_VERIFY", "1");
        environment.put("DOCKER_CERT_PATH", certificates.toString());
        return Program.run(line, environment, input.getBytes(StandardCharsets.UTF_8), Duration.ofSeconds(60));
    }

    @Test
    void theDockerClientWorksOverTls() {
        assertThat(docker(good, "", "version", "-f", "{{.Server.Os}}").ok()).isEqualTo("linux");
        assertThat(docker(good, "", "run", "--rm", IMAGE, "echo", "over tls").ok())
                .isEqualTo("over tls");
        assertThat(docker(good, "one\ntwo\n", "run", "--rm", "-i", IMAGE, "wc", "-l")
                        .ok())
                .isEqualTo("2");
        docker(good, "", "run", "-d", "--name", "long", IMAGE, "sleep", "1000").ok();
        assertThat(docker(good, "typed\n", "exec", "-i", "long", "cat").ok()).isEqualTo("typed");
        docker(good, "", "rm", "-f", "long").ok();
    }

    @Test
    void keysAreForTheirOwnerAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(good.resolve("key.pem"))))
                .isEqualTo("rw-------");
        assertThat(naru.naru("docker-certificate", "maria", "--out", good.toString())
                        .refused())
                .contains("is there already");
    }

    @Test
    void whoHasNoCertificateIsRefused() throws IOException {
        Path without = Files.createDirectories(naru.folder().resolve("without"));
        Files.copy(good.resolve("ca.pem"), without.resolve("ca.pem"));
        Result bare = Program.run(
                List.of("curl", "-sS", "--cacert", without.resolve("ca.pem").toString(), url("https") + "/version"),
                Map.of(),
                new byte[0],
                Duration.ofSeconds(20));
        assertThat(bare.exit()).isNotZero();
        assertThat(bare.out()).isEmpty();
        Result plain = Program.run(
                List.of("curl", "-sS", url("http") + "/version"), Map.of(), new byte[0], Duration.ofSeconds(20));
        assertThat(plain.out()).doesNotContain("ApiVersion");
        assertThat(plain.exit()).isNotZero();
    }

    private static String url(String scheme) {
        return host.replace("tcp:", scheme + ":");
    }

    @Test
    void aForeignCertificateIsRefused() throws IOException {
        Path elsewhere = naru.folder().resolve("elsewhere");
        refused(certificate("foreign", ClusterCa.open(elsewhere, InstantSource.system())));
    }

    @Test
    void anExpiredCertificateIsRefused() throws IOException {
        Instant then = Instant.now().minus(Duration.ofDays(400));
        Path authority = naru.instance().data().resolve("docker");
        refused(certificate("expired", ClusterCa.open(authority, () -> then)));
    }

    private static void refused(Path certificates) {
        Result result = docker(certificates, "", "version", "-f", "{{.Server.Version}}");
        assertThat(result.exit()).isNotZero();
        assertThat(result.out()).isBlank();
    }

    /// A client's files, signed by an authority, with the daemon's own to know it by.
    private static Path certificate(String name, ClusterCa authority) throws IOException {
        Path folder = Files.createDirectories(naru.folder().resolve(name));
        KeyPair pair = Keys.curve();
        Files.copy(good.resolve("ca.pem"), folder.resolve("ca.pem"));
        Files.writeString(folder.resolve("key.pem"), Pem.of(pair.getPrivate()));
        Files.writeString(
                folder.resolve("cert.pem"), Pem.of(authority.client(pair.getPublic(), new Subject(name, List.of()))));
        return folder;
    }
}
