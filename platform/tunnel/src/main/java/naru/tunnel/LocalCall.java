package naru.tunnel;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import naru.tunnel.mux.MuxStream;
import naru.tunnel.mux.ResetCode;

/// One stream's way to the local target and back, on two virtual threads.
final class LocalCall {
    private static final int BUFFER = 32 * 1024;
    private static final int CONNECT_MILLIS = 5_000;

    private final MuxStream stream;
    private final AgentConfig config;
    private final Inspector.Tap tap;

    LocalCall(MuxStream stream, AgentConfig config, Inspector.Tap tap) {
        this.stream = stream;
        this.config = config;
        this.tap = tap;
    }

    /// Serves the stream to its end.
    void run() {
        try (Socket local = new Socket()) {
            local.setTcpNoDelay(true);
            local.connect(new InetSocketAddress(config.targetHost(), config.targetPort()), CONNECT_MILLIS);
            Thread up = Thread.ofVirtual().name("tunnel-to-local").start(() -> up(local));
            down(local);
            up.join();
        } catch (ConnectException e) {
            stream.reset(ResetCode.REFUSED, "nothing listens on " + config.target() + ".");
        } catch (IOException e) {
            stream.reset(ResetCode.FAILED, config.target() + " failed: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stream.reset(ResetCode.CANCELLED, "the agent stops");
        } finally {
            tap.finish();
        }
    }

    private void up(Socket local) {
        byte[] buffer = new byte[BUFFER];
        try {
            OutputStream out = local.getOutputStream();
            int read = stream.read(buffer, 0, BUFFER);
            while (read >= 0) {
                tap.request(buffer, read);
                out.write(buffer, 0, read);
                read = stream.read(buffer, 0, BUFFER);
            }
            local.shutdownOutput();
        } catch (IOException e) {
            if (stream.isBroken()) {
                Sockets.close(local); // the other side is gone: end the reader below as well
            }
            System.getLogger("naru.tunnel").log(System.Logger.Level.TRACE, "to the local server", e);
        }
    }

    private void down(Socket local) throws IOException {
        byte[] buffer = new byte[BUFFER];
        InputStream in = local.getInputStream();
        int read = in.read(buffer);
        while (read >= 0) {
            tap.response(buffer, read);
            stream.write(buffer, 0, read);
            read = in.read(buffer);
        }
        stream.end();
    }
}
