package naru.app.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.docker.Audited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The audit log is kept in pieces, and no line is cut.
class AuditLogTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void isRotated() throws IOException {
        Path file = folder.resolve("audit.log");
        try (AuditLog log = new AuditLog(file, 1000)) {
            for (int i = 0; i < 100; i++) {
                log.add(new Audited("docker", "user:root", "POST", "/number/" + i, 204, ""));
            }
        }
        assertThat(Files.size(file)).isLessThanOrEqualTo(1000);
        assertThat(folder.resolve("audit.log.4")).exists();
        assertThat(folder.resolve("audit.log.5")).doesNotExist();
        assertThat(Files.readString(file)).endsWith("\n").contains("/number/99\"");
        assertThat(Files.readString(folder.resolve("audit.log.1")))
                .startsWith("{\"time\":")
                .endsWith("}\n");
    }
}
