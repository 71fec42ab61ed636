package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Which images go, and which stay because something needs them.
@Tag("system")
class DockerImageUseTest {
    private static final String IMAGE = "small:test";

    private static TestNaru naru;

    @BeforeAll
    static void start() {
        naru = TestNaru.start("--build-cache", "1.5GB");
        SmallImage.importInto(naru, IMAGE);
    }

    @AfterAll
    static void stop() {
        naru.close();
    }

    private static Result docker(String line) {
        return naru.docker(line.split(" "));
    }

    private static String labelled(String name, String label) {
        String tar = naru.folder().resolve("small.tar").toString();
        return naru.docker("import", "-c", "LABEL " + label, tar, name).ok();
    }

    @Test
    void pruningGoesByLabelAndAge() {
        labelled("one:test", "kind=old");
        labelled("two:test", "kind=new");
        docker("image prune -af --filter label=kind=none").ok();
        docker("image prune -af --filter until=24h").ok();
        assertThat(docker("images -q --filter label=kind").ok().lines()).hasSize(2);
        docker("image prune -af --filter label=kind=old").ok();
        assertThat(docker("images --format {{.Repository}} --filter label=kind").ok())
                .isEqualTo("two");
        docker("image prune -af --filter label!=kind=new --filter label=kind").ok();
        assertThat(docker("images -q --filter label=kind").ok()).isNotEmpty();
        docker("image prune -af --filter label=kind --filter until=0s").ok();
        assertThat(docker("images -q --filter label=kind").ok()).isEmpty();
        assertThat(docker("images -q " + IMAGE).ok()).isNotEmpty();
    }

    @Test
    void anImageThatIsMountedStays() {
        labelled("files:test", "mounted=yes");
        docker("run -d --name has --mount type=image,src=files:test,dst=/f " + IMAGE + " sleep 1000")
                .ok();
        assertThat(docker("rmi files:test").refused()).contains("must force");
        assertThat(docker("rmi -f files:test").refused()).contains("cannot be forced");
        docker("image prune -af --filter label=mounted").ok();
        assertThat(docker("exec has ls /f/bin/busybox").ok()).isEqualTo("/f/bin/busybox");
        docker("rm -f has").ok();
        docker("rmi files:test").ok();
    }

    @Test
    void theLimitOfTheBuildCacheIsAnOption() {
        assertThat(docker("info").ok()).contains("Build Cache Limit: 1.5GiB");
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
        assertThat(docker("system df --format {{.Type}}:{{.TotalCount}}").ok()).contains("Build Cache:");
        assertThat(docker("system df -v").ok()).contains("6MB");
        assertThat(docker("builder prune -af").ok()).contains("3MB");
        assertThat(docker("system df -v").ok()).doesNotContain("6MB");
        assertThat(docker("run --rm built:test cat /small").ok()).isEqualTo("result");
        docker("rmi built:test").ok();
    }
}
