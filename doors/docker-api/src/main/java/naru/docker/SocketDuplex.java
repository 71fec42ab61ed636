package naru.docker;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import naru.http.Duplex;
import naru.http.socket.WebSocket;

/// A WebSocket as a connection of bytes: each piece is a binary message.
///
/// @param socket the connection
/// @param in what binary and text messages carry
record SocketDuplex(WebSocket socket, InputStream in) implements Duplex {
    /// The ordinary end (RFC 6455, 7.4.1).
    private static final int NORMAL = 1000;

    SocketDuplex(WebSocket socket) {
        this(socket, socket.bytesIn());
    }

    @Override
    public OutputStream out() {
        return socket.bytesOut();
    }

    @Override
    public void closeOutput() throws IOException {
        socket.end(NORMAL);
    }

    @Override
    public void abort() {
        socket.abort();
    }

    @Override
    public void close() {
        socket.close();
    }
}
