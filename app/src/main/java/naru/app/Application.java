package naru.app;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import naru.app.cluster.Clients;
import naru.app.cluster.ClusterRehearsal;
import naru.base.Fault;
import naru.base.Instance;
import naru.cli.Exit;
import naru.cli.Launch;
import naru.cli.RelayOptions;
import naru.cli.Settings;
import naru.cli.TunnelOptions;

/// What the command line starts.
final class Application implements Launch {
    private static final String VERSION = "0.1.0";

    @Override
    public int daemon(Settings settings) {
        Logging.configure(settings.logFile());
        requireRoot();
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        if (!hook(stop, stopped)) {
            return Exit.OK;
        }
        try (Lock lock = Lock.take(settings.instance());
                Wiring wiring = Wiring.start(settings, VERSION)) {
            wiring.announce(lock);
            stop.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
        return Exit.OK;
    }

    /// Whether there is still a daemon to start: not if it was told to stop while it began.
    private static boolean hook(CountDownLatch stop, CountDownLatch stopped) {
        try {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndWait(stop, stopped), "stop"));
            return true;
        } catch (IllegalStateException _) {
            return false;
        }
    }

    /// The shutdown hook: the JVM waits for it, so it waits until everything is closed in order.
    private static void stopAndWait(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void requireRoot() {
        if (!"root".equals(System.getProperty("user.name"))) {
            throw Fault.forbidden("the daemon makes namespaces and mounts: run it as root (sudo naru up)");
        }
    }

    @Override
    public int relay(RelayOptions options) {
        return Tunnels.relay(options);
    }

    @Override
    public int tunnel(TunnelOptions options) {
        return Tunnels.tunnel(options);
    }

    @Override
    public void rehearse(Optional<Instance> daemon) {
        Logging.configure(null);
        daemon.ifPresentOrElse(Clients::play, ClusterRehearsal::run);
    }

    @Override
    public String version() {
        return VERSION;
    }
}
