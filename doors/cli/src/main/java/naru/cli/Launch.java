package naru.cli;

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

    /// Asks a daemon what its clients ask first, so that the start cache knows what answers them. Without a daemon,
    /// a cluster inside this process is asked.
    void rehearse(Instance instance);

    /// The product's version.
    String version();
}
