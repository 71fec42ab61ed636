package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.SimpleFileServer;
import com.sun.net.httpserver.SimpleFileServer.OutputLevel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.SmallImage;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Archives and Dockerfiles that the engine fetches from a web server by itself.
@Tag("system")
class RemoteFilesTest {
    private static TestNaru naru;
    private static HttpServer server;
    private static String address;

    @BeforeAll
    static void start() throws IOException {
        naru = TestNaru.start();
        SmallImage.importInto(naru, "small:test");
        Path folder = Files.createDirectories(naru.folder().resolve("served"));
        Files.writeString(folder.resolve("Dockerfile"), "FROM small:test\nRUN echo made >/made\n");
        shell(folder, "tar -cJf context.tar.xz Dockerfile; tar -cjf context.tar.bz2 Dockerfile");
        shell(folder, "tar -czf context Dockerfile; cp Dockerfile context.tar; cp ../small.tar .");
        InetSocketAddress at = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        server = SimpleFileServer.createFileServer(at, folder, OutputLevel.NONE);
        server.start();
        address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    @AfterAll
    static void stop() {
        server.stop(0);
        naru.close();
    }

    private static void shell(Path folder, String script) {
        String line = "cd " + folder + "; " + script;
        Program.run(List.of("sh", "-ec", line), Map.of(), new byte[0], Duration.ofSeconds(30))
                .ok();
    }

    /// What it is decides, not its name.
    @ParameterizedTest
    @ValueSource(strings = {"context.tar.xz", "context.tar.bz2", "context", "Dockerfile", "context.tar"})
    void aContextIsFetched(String name) {
        naru.docker("build", "-q", "-t", "fetched:test", address + name).ok();
        assertThat(naru.docker("run", "--rm", "fetched:test", "cat", "/made").ok())
                .isEqualTo("made");
        naru.docker("rmi", "fetched:test").ok();
    }

    @Test
    void anArchiveIsImported() {
        Result made = naru.docker("import", address + "small.tar", "imported:test");
        assertThat(made.ok()).contains("sha256:");
        assertThat(naru.docker("run", "--rm", "imported:test", "echo", "fine").ok())
                .isEqualTo("fine");
        assertThat(naru.docker("inspect", "-f", "{{.Comment}}", "imported:test").ok())
                .isEqualTo("Imported from " + address + "small.tar");
        naru.docker("rmi", "imported:test").ok();
    }

    @Test
    void whatIsNotThereIsSaid() {
        assertThat(naru.docker("import", address + "nothing.tar", "imported:test")
                        .refused())
                .contains("404");
        assertThat(naru.docker("build", "-q", address + "nothing").refused()).contains("404");
        assertThat(naru.docker("import", "ftp://127.0.0.1/x", "imported:test").refused())
                .contains("ftp");
    }
}
