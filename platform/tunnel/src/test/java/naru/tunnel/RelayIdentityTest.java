package naru.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelayIdentityTest {
    @TempDir
    Path data;

    @Test
    void itIsMadeOnceAndItsOwnersAlone() throws Exception {
        String made = RelayIdentity.open(data).fingerprint();
        assertThat(RelayIdentity.open(data).fingerprint()).isEqualTo(made);
        Path file = data.resolve("relay").resolve("identity");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(RelayIdentity.open(data)).hasToString("RelayIdentity[" + made + "]");
    }

    @Test
    void oneThatWasKeptAsPkcs12Stays() throws Exception {
        RelayIdentity made = RelayIdentity.open(data);
        Path folder = data.resolve("relay");
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        char[] password = "naru".toCharArray();
        store.setKeyEntry("relay", made.key(), password, new Certificate[] {made.certificate()});
        try (OutputStream out = Files.newOutputStream(folder.resolve("identity.p12"))) {
            store.store(out, password);
        }
        Files.delete(folder.resolve("identity"));
        assertThat(RelayIdentity.open(data).fingerprint()).isEqualTo(made.fingerprint());
        assertThat(folder.resolve("identity")).exists();
    }
}
