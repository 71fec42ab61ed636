package naru.cluster.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import naru.base.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterCaTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    Path data = Path.of("/nowhere");

    private ClusterCa ca() {
        return ClusterCa.open(data, InstantSource.fixed(NOW));
    }

    @Test
    void isMadeOnceAndReadableByItsOwnerOnly() throws IOException {
        ClusterCa first = ca();
        ClusterCa again = ca();
        assertThat(again.certificate()).isEqualTo(first.certificate());
        assertThat(first.fingerprint()).matches("[0-9a-f]{64}");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("pki/ca.pem"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("pki"))))
                .isEqualTo("rwx------");
    }

    @Test
    void whatWasLeftAsideByAKillIsOfNoEffect() throws IOException {
        Files.createDirectories(data.resolve("pki"));
        Files.writeString(data.resolve("pki/ca.pem.new"), "half a k");
        ClusterCa ca = ca();
        assertThat(ca().certificate()).isEqualTo(ca.certificate());
    }

    @Test
    void aDamagedAuthorityIsSaidAndNotReplaced() throws IOException {
        ca();
        Files.writeString(data.resolve("pki/ca.pem"), "-----BEGIN PRIVATE KEY-----\nAA==\n-----END PRIVATE KEY-----\n");
        assertThatThrownBy(this::ca).isInstanceOf(Fault.class).hasMessageContaining("ca.pem is damaged");
    }

    @Test
    void clientCertificatesSayWhoAndInWhichGroups() {
        KeyPair pair = Keys.curve();
        X509Certificate node = ca().client(pair.getPublic(), Subject.node("n-1.example"));
        assertThat(Subject.of(node)).isEqualTo(Subject.node("n-1.example"));
        assertThat(ca().signed(node)).isTrue();
        X509Certificate admin = ca().client(pair.getPublic(), Subject.ADMINISTRATOR);
        assertThat(Subject.of(admin).groups()).containsExactly("system:masters");
    }

    @Test
    void foreignAndExpiredCertificatesAreNotItsOwn(@TempDir Path other) {
        KeyPair pair = Keys.curve();
        X509Certificate foreign =
                ClusterCa.open(other, InstantSource.fixed(NOW)).client(pair.getPublic(), Subject.ADMINISTRATOR);
        assertThat(ca().signed(foreign)).isFalse();
        X509Certificate own = ca().client(pair.getPublic(), Subject.ADMINISTRATOR);
        InstantSource later = InstantSource.fixed(NOW.plus(ClusterCa.LIFE).plus(Duration.ofDays(1)));
        assertThat(ClusterCa.open(data, later).signed(own)).isFalse();
    }

    @Test
    void theServersCertificateNamesItsAddressesAndFollowsThem() throws Exception {
        ClusterCa ca = ca();
        ServerKeys keys = new ServerKeys(ca, data, List.of("10.63.0.1", "host.example"));
        X509Certificate first = keys.certificate();
        assertThat(first.getSubjectAlternativeNames().stream().map(name -> String.valueOf(name.get(1))))
                .contains("127.0.0.1", "0:0:0:0:0:0:0:1", "localhost", "kubernetes.default.svc.cluster.local")
                .contains("10.63.0.1", "host.example");
        assertThat(new ServerKeys(ca, data, List.of("10.63.0.1", "host.example")).certificate())
                .isEqualTo(first);
        assertThat(new ServerKeys(ca, data, List.of("10.63.0.1", "192.0.2.7")).certificate())
                .isNotEqualTo(first);
    }

    @Test
    void theServersCertificateIsRenewedBeforeItEnds() {
        X509Certificate first = new ServerKeys(ca(), data, List.of()).certificate();
        Instant[] now = {NOW.plus(Duration.ofDays(200))};
        ServerKeys keys = new ServerKeys(ClusterCa.open(data, () -> now[0]), data, List.of());
        keys.renew();
        assertThat(keys.certificate()).isEqualTo(first);
        now[0] = NOW.plus(Duration.ofDays(300));
        keys.renew();
        assertThat(keys.certificate()).isNotEqualTo(first);
        assertThat(new ServerKeys(ClusterCa.open(data, () -> now[0]), data, List.of()).certificate())
                .isEqualTo(keys.certificate());
    }

    @Test
    void adoptingAnotherAuthorityIsRefusedWhereThereIsOne(@TempDir Path other) {
        String foreign = ClusterCa.open(other, InstantSource.fixed(NOW)).reveal();
        ClusterCa.adopt(data, foreign);
        assertThat(ca().reveal()).isEqualTo(foreign);
        ClusterCa.adopt(data, foreign);
        String third =
                ClusterCa.open(other.resolve("third"), InstantSource.fixed(NOW)).reveal();
        assertThatThrownBy(() -> ClusterCa.adopt(data, third)).hasMessageContaining("another cluster");
    }
}
