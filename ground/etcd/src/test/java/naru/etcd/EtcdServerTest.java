package naru.etcd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import naru.base.Fault;
import naru.store.kv.KeyValues;
import naru.store.kv.KeyValues.Put;
import naru.store.kv.Watch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class EtcdServerTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void aMemberThatIsKilledComesBackWithItsKeysAndItsWatchesGoOn() throws IOException {
        try (TestEtcd etcd = new TestEtcd(folder, 1);
                KeyValues store = etcd.connect(0)) {
            long revision = put(store, "a", "1");
            try (Watch watch = store.watch("a", "b", 0)) {
                long pid = etcd.server(0).pid();
                assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly())
                        .isTrue();
                await(() -> etcd.server(0).pid() != 0 && etcd.server(0).pid() != pid);
                assertThat(store.revision()).isEqualTo(revision);
                put(store, "a", "2");
                assertThat(watch.next(LIMIT).events())
                        .singleElement()
                        .satisfies(event -> assertThat(event.revision()).isEqualTo(revision + 1));
            }
            assertThat(TestEtcd.says(etcd.server(0).member().log(), "panic")).isFalse();
        }
    }

    @Test
    void aMemberEndsWithTheProcessThatStartedIt() throws IOException, InterruptedException {
        URI client = TestEtcd.freeAddress();
        Process parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EtcdParent.class.getName(),
                        folder.toString(),
                        client.toString(),
                        TestEtcd.freeAddress().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long pid;
        try (var lines = parent.inputReader(StandardCharsets.UTF_8)) {
            pid = Long.parseLong(lines.readLine());
            assertThat(ProcessHandle.of(pid)).isPresent();
            parent.toHandle().destroyForcibly();
            parent.waitFor();
        }
        await(() -> ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty());
    }

    @Test
    void onlyWhoHasACertificateOfTheClusterIsAnswered() throws IOException, InterruptedException {
        Certificates ours = Certificates.make(Files.createDirectory(folder.resolve("ours")));
        Certificates foreign = Certificates.make(Files.createDirectory(folder.resolve("foreign")));
        URI client = URI.create(TestEtcd.freeAddress().toString().replace("http:", "https:"));
        URI peer = URI.create(TestEtcd.freeAddress().toString().replace("http:", "https:"));
        EtcdMember member = new EtcdMember(
                "a", folder.resolve("a"), client, peer, Map.of("a", peer), true, Optional.of(ours.member()));
        EtcdOptions.Tls mixed = new EtcdOptions.Tls(
                ours.member().authority(),
                foreign.member().certificate(),
                foreign.member().key());
        EtcdOptions options = new EtcdOptions(List.of(client), Optional.empty(), Duration.ofSeconds(15), 100);
        EtcdOptions hasty = new EtcdOptions(List.of(client), Optional.empty(), Duration.ofSeconds(3), 100);
        try (EtcdServer server = EtcdServer.start(TestEtcd.program(), member)) {
            assertThat(server.member()).isEqualTo(member);
            try (KeyValues store = EtcdKeyValues.connect(options.with(ours.member()))) {
                put(store, "a", "1");
            }
            try (KeyValues store = EtcdKeyValues.connect(hasty.with(mixed))) {
                assertThatThrownBy(store::revision).isInstanceOf(Fault.class);
            }
            try (KeyValues store = EtcdKeyValues.connect(hasty.with(foreign.member()))) {
                assertThatThrownBy(store::revision).isInstanceOf(Fault.class);
            }
        }
    }

    @Test
    void etcdThatIsNotThereIsUnavailableInTime() {
        EtcdOptions options =
                new EtcdOptions(List.of(TestEtcd.freeAddress()), Optional.empty(), Duration.ofSeconds(1), 100);
        try (KeyValues store = EtcdKeyValues.connect(options)) {
            long begun = System.nanoTime();
            assertThatThrownBy(() -> put(store, "a", "1"))
                    .isInstanceOfSatisfying(
                            Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.UNAVAILABLE));
            assertThatThrownBy(store::revision).isInstanceOf(Fault.class);
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
        }
    }

    private static long put(KeyValues store, String key, String value) {
        return store.commit(List.of(), List.of(new Put(key, value.getBytes(StandardCharsets.US_ASCII), 0)))
                .revision();
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("in time").isNegative();
            java.util.concurrent.locks.LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }
}
