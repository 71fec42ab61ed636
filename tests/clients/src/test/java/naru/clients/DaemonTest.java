package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import naru.base.Json;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The daemon as a process: ready, alone on its folder, several side by side, back after a crash.
@Tag("system")
class DaemonTest {
    @Test
    void isReadyAndSaysWhere() {
        try (TestNaru naru = TestNaru.start()) {
            assertThat(naru.naru("status").ok()).startsWith("ready: naru ");
            assertThat(Json.tree(naru.naru("status", "--output", "json")
                                    .ok()
                                    .getBytes(java.nio.charset.StandardCharsets.UTF_8))
                            .path("pid")
                            .asLong(0))
                    .isEqualTo(naru.pid());
        }
    }

    @Test
    void aSecondOneOnTheSameFolderIsRefusedWithTheProcessThatHasIt() {
        try (TestNaru naru = TestNaru.start()) {
            Result second = naru.naru("daemon", "--no-web");
            assertThat(second.exit()).isEqualTo(1);
            assertThat(second.err()).contains("in use by the naru with process " + naru.pid());
            assertThat(naru.naru("status").exit()).isZero();
        }
    }

    @Test
    void severalRunSideBySide() {
        try (TestNaru one = TestNaru.start();
                TestNaru two = TestNaru.start()) {
            assertThat(one.instance().id()).isNotEqualTo(two.instance().id());
            one.stop();
            assertThat(one.naru("status").exit()).isEqualTo(3);
            assertThat(two.naru("status").exit()).isZero();
        }
    }

    @Test
    void comesBackAfterACrash() {
        try (TestNaru naru = TestNaru.start()) {
            naru.kill();
            assertThat(naru.naru("status").exit()).isEqualTo(3);
            assertThat(naru.instance().run().resolve("status.json")).matches(Files::exists, "left by the crash");
            naru.startAgain();
            assertThat(naru.naru("status").exit()).isZero();
        }
    }
}
