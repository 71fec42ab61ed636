package naru.etcd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// A member of etcd that runs as our child: started again when it ends, ended when we end (also by
/// `kill -9`).
///
/// It listens on what its [EtcdMember] says, and writes what it has to say to a log file in its folder.
/// Safe for use by many threads.
public final class EtcdServer implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.etcd");
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LAST_PAUSE = Duration.ofSeconds(5);

    /// A member that lived so long has its pauses from the beginning again.
    private static final Duration STEADY = Duration.ofSeconds(30);

    private static final Duration GOODBYE = Duration.ofSeconds(5);
    private static final long MAX_LOG = 10L << 20;

    private final EtcdMember member;
    private final List<String> command;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread supervisor;
    private volatile @Nullable Process process;

    private EtcdServer(EtcdMember member, List<String> command) {
        this.member = member;
        this.command = command;
        this.supervisor = Thread.ofPlatform().daemon().name("etcd").unstarted(this::supervise);
    }

    /// Starts a member and does not wait for it: the first call of an [EtcdKeyValues] does.
    ///
    /// @param program the etcd to run
    /// @throws Fault UNAVAILABLE if its folder cannot be made
    public static EtcdServer start(EtcdProgram program, EtcdMember member) {
        try {
            Files.createDirectories(
                    member.folder(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw Fault.unavailable("cannot make " + member.folder() + ": " + e.getMessage(), e);
        }
        EtcdServer server = new EtcdServer(member, program.command(member));
        server.endOrphan();
        server.supervisor.start();
        return server;
    }

    /// What it was started as.
    public EtcdMember member() {
        return member;
    }

    /// The number of its process, or 0 while it does not run.
    public long pid() {
        Process running = process;
        return running != null && running.isAlive() ? running.pid() : 0;
    }

    /// Ends it, by request and after five seconds by force. Of no effect the second time.
    @Override
    public void close() {
        closing.countDown();
        Process running = process;
        if (running != null) {
            running.destroy();
        }
        try {
            if (!supervisor.join(GOODBYE) && process != null) {
                process.destroyForcibly();
                supervisor.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The supervisor's life. It is a platform thread that lives as long as etcd: the kernel ends etcd
    /// when the thread that started it ends (prctl(2), PR_SET_PDEATHSIG).
    private void supervise() {
        Duration pause = FIRST_PAUSE;
        try {
            while (closing.getCount() > 0) {
                long begun = System.nanoTime();
                run();
                boolean steady = System.nanoTime() - begun > STEADY.toNanos();
                pause = steady ? FIRST_PAUSE : min(pause.multipliedBy(2), LAST_PAUSE);
                if (closing.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.WARNING, "etcd is no longer looked after", e);
        }
    }

    private void run() throws InterruptedException {
        try {
            limitLog();
            Process started = new ProcessBuilder(command)
                    .directory(member.folder().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(member.log().toFile()))
                    .start();
            started.getOutputStream().close();
            process = started;
            Files.writeString(member.pidFile(), String.valueOf(started.pid()));
            if (closing.getCount() == 0) {
                started.destroy();
            }
            int code = started.waitFor();
            if (closing.getCount() > 0) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "etcd ended with {0}: starting it again (see {1})",
                        code,
                        member.log());
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.ERROR, "cannot start etcd: {0}", e.getMessage());
        }
    }

    private void limitLog() throws IOException {
        if (Files.exists(member.log()) && Files.size(member.log()) > MAX_LOG) {
            Path old = member.log().resolveSibling("etcd.log.1");
            Files.move(member.log(), old, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    /// Ends a member that an earlier process of ours left behind, if there is one.
    private void endOrphan() {
        try {
            if (!Files.exists(member.pidFile())) {
                return;
            }
            long pid = Long.parseLong(Files.readString(member.pidFile()).strip());
            ProcessHandle.of(pid)
                    .filter(handle -> handle.info().commandLine().orElse("").contains(member.dataOption()))
                    .ifPresent(handle -> {
                        LOG.log(System.Logger.Level.INFO, "ending the etcd {0} of an earlier start", pid);
                        handle.destroyForcibly();
                        handle.onExit()
                                .orTimeout(GOODBYE.toSeconds(), TimeUnit.SECONDS)
                                .join();
                    });
        } catch (IOException | NumberFormatException e) {
            LOG.log(System.Logger.Level.DEBUG, "no earlier etcd: {0}", e.getMessage());
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
