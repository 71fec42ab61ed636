package naru.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A share of the machine that no other test has: a number, from which subnets and ports follow. The kernel frees it
/// when the test's JVM ends.
final class Slot implements AutoCloseable {
    private static final int SLOTS = 100;
    private static final int FIRST = 130;
    private static final int FIRST_PORT = 10_000;
    private static final int PORTS = 50;

    /// Those of this JVM. The kernel gives a process' claim on a file back when the process closes any of its
    /// descriptors of that file (fcntl(2)), so that one that is ours must not even be opened.
    private static final Set<Integer> OURS = ConcurrentHashMap.newKeySet();

    private final FileChannel claim;
    private final int number;
    private int portsGiven;

    private Slot(FileChannel claim, int number) {
        this.claim = claim;
        this.number = number;
    }

    static Slot take() {
        try {
            Path folder = Files.createDirectories(Path.of(System.getProperty("java.io.tmpdir"), "naru-test-slots"));
            for (int number = 0; number < SLOTS; number++) {
                if (OURS.add(number)) {
                    FileChannel channel = FileChannel.open(
                            folder.resolve(String.valueOf(number)),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
                    if (channel.tryLock() != null) {
                        return new Slot(channel, number);
                    }
                    channel.close();
                    OURS.remove(number);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("all " + SLOTS + " shares of the machine are taken by tests");
    }

    /// Addresses for container networks.
    String bridgePool() {
        return "10." + (FIRST + number) + ".0.0/16";
    }

    /// Addresses for pods: half of this share's part of 100.64.0.0/10 (RFC 6598), which no other pool of tests is of.
    String podNetwork() {
        return shared(number * 2);
    }

    /// Addresses for services: the other half.
    String serviceNetwork() {
        return shared(number * 2 + 1);
    }

    private static String shared(int place) {
        return "100." + (64 + place / 4) + "." + place % 4 * 64 + ".0/18";
    }

    /// The next of this share's TCP ports that nobody listens at on loopback. They lie below those that the kernel
    /// gives to outgoing connections, so that none of these takes a port between its choice and its use.
    int port() {
        while (portsGiven < PORTS) {
            int port = FIRST_PORT + number * PORTS + portsGiven++;
            if (isFree(port)) {
                return port;
            }
        }
        throw new AssertionError("all " + PORTS + " ports of this share are taken");
    }

    private static boolean isFree(int port) {
        try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            claim.close();
            OURS.remove(number);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
