package naru.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;

/// What is opened is closed after each test.
abstract class TcpFixture {
    static final Duration LONG = Duration.ofSeconds(30);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened.reversed()) {
            one.close();
        }
        opened.clear();
    }

    <T extends AutoCloseable> T keep(T one) {
        opened.add(one);
        return one;
    }

    static InetSocketAddress at(int port) {
        return new InetSocketAddress("::1", port);
    }

    /// What a thread of its own does.
    interface Work {
        void run() throws IOException;
    }

    static CompletableFuture<Void> does(Work work) {
        return CompletableFuture.runAsync(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                Thread::startVirtualThread);
    }

    static int number(Throwable e) {
        return e instanceof Errno errno ? errno.number() : 0;
    }
}
