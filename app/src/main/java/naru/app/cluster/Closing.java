package naru.app.cluster;

/// Ends parts one after the other, whatever one of them says.
final class Closing {
    private static final System.Logger LOG = System.getLogger("naru.app");

    private Closing() {}

    static void quietly(AutoCloseable part) {
        try {
            part.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.WARNING, "a part of the cluster did not close", e);
        }
    }
}
