package naru.cluster.controller.loop;

/// Brings one kind of thing into line with what is wanted, as long as it runs. It listens from its construction on, and
/// acts between [#start] and [#close].
public interface Controller extends AutoCloseable {
    /// Begins to act; the informers are synced.
    void start();

    /// Ends, and waits for what it is doing.
    @Override
    void close();
}
