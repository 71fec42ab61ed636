package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Containers come and go, and the daemon holds afterwards what it held before. `benchmarks/growth.sh`
/// does the same with a thousand.
@Tag("system")
class GrowthTest {
    private static final int WARM_UP = 15;
    private static final int MANY = 60;
    private static final int THREADS = 4;

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    /// What it holds; threads come and go with the work, so that only their number's bounds are known.
    private record Held(List<String> files, long mounts, long folders) {
        static Held now() throws IOException {
            String data = naru.instance().data().getParent().toString();
            long mounts;
            try (Stream<String> lines = Files.lines(Path.of("/proc/" + naru.pid() + "/mountinfo"))) {
                mounts = lines.filter(line -> line.contains(data)).count();
            }
            return new Held(
                    openFiles(),
                    mounts,
                    entries(naru.instance().data().resolve("containers"))
                            + entries(naru.instance().run().resolve("containers"))
                            + entries(naru.instance().run().resolve("exits")));
        }

        /// What it holds more than before; a file that is open for a moment may have been among those.
        List<String> beyond(Held before) {
            List<String> more = new ArrayList<>(files);
            before.files.forEach(more::remove);
            if (mounts > before.mounts || folders > before.folders) {
                more.add(mounts + " mounts, " + folders + " folders");
            }
            return more;
        }
    }

    /// Without those of connections that clients have not closed yet.
    private static List<String> openFiles() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/" + naru.pid() + "/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                target(descriptor).ifPresent(files::add);
            }
        }
        return files.stream().sorted().toList();
    }

    private static Optional<String> target(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return Optional.of(target.replaceAll("\\[.*", ""));
        } catch (IOException e) {
            return Optional.empty(); // it has been closed
        }
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> there = Files.list(folder)) {
            return there.count();
        }
    }

    private static long threads() throws IOException {
        return entries(Path.of("/proc/" + naru.pid() + "/task"));
    }

    private static void each(int count, IntConsumer task) throws Exception {
        try (ExecutorService four = Executors.newFixedThreadPool(4)) {
            List<Callable<Object>> calls = IntStream.range(0, count)
                    .mapToObj(i -> Executors.callable(() -> task.accept(i)))
                    .toList();
            for (Future<Object> done : four.invokeAll(calls)) {
                done.get();
            }
        }
    }

    private static void comesAndGoes(int number) {
        String name = "c" + number;
        naru.docker(
                        "run",
                        "-d",
                        "--name",
                        name,
                        "-p",
                        "80",
                        "-v",
                        "/v",
                        IMAGE,
                        "sh",
                        "-c",
                        "echo here; exec sleep 1000")
                .ok();
        naru.docker("exec", name, "true").ok();
        assertThat(naru.docker("logs", name).ok()).isEqualTo("here");
        naru.docker("rm", "-f", "-v", name).ok();
    }

    /// What is cleared away behind a removal's back is gone soon.
    private static Held settled(Predicate<Held> wanted) throws IOException {
        Held now = Held.now();
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!wanted.test(now) && System.nanoTime() < end) {
            naru.docker("version").ok();
            now = Held.now();
        }
        return now;
    }

    @Test
    void nothingGrows() throws Exception {
        each(WARM_UP, GrowthTest::comesAndGoes);
        Held before = settled(held -> held.mounts() == 0 && held.folders() == 0);
        long threads = threads();
        each(MANY, GrowthTest::comesAndGoes);
        Held after = settled(held -> held.beyond(before).isEmpty());
        assertThat(after.beyond(before)).isEmpty();
        assertThat(threads()).isLessThanOrEqualTo(threads + THREADS);
        assertThat(before.mounts()).isZero();
        assertThat(naru.docker("volume", "ls", "-q").ok()).isEmpty();
    }
}
