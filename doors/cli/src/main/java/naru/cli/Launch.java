package naru.cli;

import java.util.Optional;
import naru.base.Instance;

/// What the command line starts but does not know: the application implements it.
///
/// Every method blocks until the work is over and answers the exit code; a failure is a [naru.base.Fault].
public interface Launch {
    /// Runs the daemon in the foreground until it is told to stop.
    int daemon(Settings settings);

    /// Runs a relay in the foreground until it is told to stop.
    int relay(RelayOptions options);

    /// Opens a tunnel and keeps it open until it is told to stop.
    int tunnel(TunnelOptions options);

    /// Asks a daemon what its clients ask first, so that the start cache knows what answers them.
    ///
    /// @param daemon empty for a small cluster inside this process
    void rehearse(Optional<Instance> daemon);

    /// The product's version.
    String version();
}
