package naru.kube.stream;

import java.io.IOException;
import java.io.OutputStream;
import naru.node.PodAccess;

/// A client's side of a process: where its output goes, and what comes from the client.
interface ProcessChannels extends AutoCloseable {
    /// Takes the process' standard output.
    OutputStream stdout();

    /// Takes the process' standard error.
    OutputStream stderr();

    /// Gives the process the client's input and the sizes of its terminal; returns when the client is gone.
    void feed(PodAccess.Session session) throws IOException;

    /// Tells how it ended, as a Status, and that this is all.
    void end(byte[] status) throws IOException;

    @Override
    void close();
}
