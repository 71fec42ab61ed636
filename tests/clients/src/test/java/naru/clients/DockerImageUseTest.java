package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Which images go, and which stay because something needs them.
@Tag("system")
class DockerImageUseTest {

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage("--build-cache", "1.5GB");

    private static String labelled(String name, String label) {
        String tar = naru.folder().resolve("small.tar").toString();
        return naru.docker("import", "-c", "LABEL " + label, tar, name).ok();
    }

    @Test
    void pruningGoesByLabelAndAge() {
        labelled("one:test", "kind=old");
        labelled("two:test", "kind=new");
        naru.docker("image prune -af --filter label=kind=none").ok();
        naru.docker("image prune -af --filter until=24h").ok();
        assertThat(naru.docker("images -q --filter label=kind").ok().lines()).hasSize(2);
        naru.docker("image prune -af --filter label=kind=old").ok();
        assertThat(naru.docker("images --format {{.Repository}} --filter label=kind")
                        .ok())
                .isEqualTo("two");
        naru.docker("image prune -af --filter label!=kind=new --filter label=kind")
                .ok();
        assertThat(naru.docker("images -q --filter label=kind").ok()).isNotEmpty();
        naru.docker("image prune -af --filter label=kind --filter until=0s").ok();
        assertThat(naru.docker("images -q --filter label=kind").ok()).isEmpty();
        assertThat(naru.docker("images -q " + IMAGE).ok()).isNotEmpty();
    }

    @Test
    void anImageThatIsMountedStays() {
        labelled("files:test", "mounted=yes");
        naru.docker("run -d --name has --mount type=image,src=files:test,dst=/f " + IMAGE + " sleep 1000")
                .ok();
        assertThat(naru.docker("rmi files:test").refused()).contains("must force");
        assertThat(naru.docker("rmi -f files:test").refused()).contains("cannot be forced");
        naru.docker("image prune -af --filter label=mounted").ok();
        assertThat(naru.docker("exec has ls /f/bin/busybox").ok()).isEqualTo("/f/bin/busybox");
        naru.docker("rm -f has").ok();
        naru.docker("rmi files:test").ok();
    }

    @Test
    void theLimitOfTheBuildCacheIsAnOption() {
        assertThat(naru.docker("info").ok()).contains("Build Cache Limit: 1.5GiB");
        assertThat(naru.naru("daemon", "--build-cache", "much").refused())
                .contains("'much' is no size for --build-cache: write bytes such as 20GB or 512MB");
        assertThat(naru.naru("up", "--help").ok()).contains("naru up --build-cache 50GB");
    }

    /// A stage of which the image has nothing leaves its layer to the cache alone.
    @Test
    void whatOnlyTheBuildCacheNeedsIsShownAndGoesWithIt() throws IOException {
        Path context = Files.createDirectories(naru.folder().resolve("context"));
        Files.writeString(context.resolve("Dockerfile"), """
                FROM small:test AS made
                RUN printf %03000000d 1 > /large && echo result > /small
                FROM small:test
                COPY --from=made /small /
                """);
        naru.docker("build", "-q", "-t", "built:test", context.toString()).ok();
        assertThat(naru.docker("system df --format {{.Type}}:{{.TotalCount}}").ok())
                .contains("Build Cache:");
        assertThat(naru.docker("system df -v").ok()).contains("6MB");
        assertThat(naru.docker("builder prune -af").ok()).contains("3MB");
        assertThat(naru.docker("system df -v").ok()).doesNotContain("6MB");
        assertThat(naru.docker("run --rm built:test cat /small").ok()).isEqualTo("result");
        naru.docker("rmi built:test").ok();
    }
}
