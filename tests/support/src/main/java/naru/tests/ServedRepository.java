package naru.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A Git repository that a web server hands out on loopback, beside everything else in a daemon's folder of tests.
/// Closing it ends the server.
public final class ServedRepository implements AutoCloseable {
    private final Path work;
    private final String base;
    private final Background web;

    /// An empty one, with the branch `main`.
    public ServedRepository(TestNaru naru) {
        work = naru.folder().resolve("project");
        base = "127.0.0.1:" + naru.port();
        try {
            Files.createDirectories(work);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        git("init", "-q", "--initial-branch=main");
        git("config", "user.name", "m");
        git("config", "user.email", "m@example.org");
        web = Background.start(List.of(
                "busybox", "httpd", "-f", "-p", base, "-h", naru.folder().toString()));
    }

    /// Its working tree.
    public Path work() {
        return work;
    }

    /// Where it can be fetched from.
    public String address() {
        return address("project/.git");
    }

    /// Where a file of the daemon's folder of tests can be fetched from.
    public String address(String path) {
        return "http://" + base + "/" + path;
    }

    /// Runs git in it.
    public void git(String... words) {
        List<String> line = new ArrayList<>(List.of("git", "-C", work.toString()));
        line.addAll(List.of(words));
        Program.run(line, Map.of(), new byte[0], Duration.ofSeconds(30)).ok();
    }

    /// Commits all that is in its working tree, or nothing, for others to fetch.
    public void commit(String message) {
        git("add", "-A");
        git("commit", "-q", "--allow-empty", "-m", message);
        git("update-server-info");
    }

    @Override
    public void close() {
        web.close();
    }
}
