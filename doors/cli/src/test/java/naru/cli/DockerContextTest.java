package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DockerContextTest {
    @TempDir
    Path folder = Path.of("/nowhere");

    @Test
    void selectsRemembersAndRestores() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"auths\":{\"a\":{}},\"currentContext\":\"work\"}");
        DockerContext contexts = new DockerContext(folder);
        assertThat(contexts.select("unix:///run/naru/docker.sock", "abc")).isEqualTo("naru");
        assertThat(contexts.select("unix:///run/naru/docker.sock", "abc")).isEqualTo("naru");
        assertThat(contexts.current()).isEqualTo("naru");
        assertThat(contexts.restore("unix:///run/other/docker.sock")).isEmpty();
        assertThat(contexts.restore("unix:///run/naru/docker.sock")).contains("work");
        assertThat(Files.readString(folder.resolve("config.json")))
                .contains("auths")
                .contains("work");
        assertThat(folder.resolve("contexts/meta")).isEmptyDirectory();
    }

    @Test
    void defaultIsSelectedByLeavingTheKeyOut() throws IOException {
        DockerContext contexts = new DockerContext(folder);
        contexts.select("unix:///run/naru/docker.sock", "abc");
        assertThat(contexts.restore("unix:///run/naru/docker.sock")).contains("default");
        assertThat(Files.readString(folder.resolve("config.json"))).doesNotContain("currentContext");
    }
}
