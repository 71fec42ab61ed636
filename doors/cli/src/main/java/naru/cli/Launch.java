package naru.cli;

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

    /// Loads what the daemon and the commands use most, so that the start cache knows it.
    void rehearse();

    /// The product's version.
    String version();
}
