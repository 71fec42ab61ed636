package naru.docker;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import naru.container.Stream;
import naru.container.Streams;
import naru.http.Duplex;

/// Joins a process' streams and a client's connection.
final class Wiretap {
    private static final Logger LOG = System.getLogger("naru.docker");

    private Wiretap() {}

    /// How a client lets go.
    ///
    /// @param keys by which it does
    /// @param told runs when it has
    record Detaching(DetachKeys keys, Runnable told) {}

    /// Passes bytes both ways until the process' output ends or the client is gone or lets go. The client's half-close
    /// closes the process' input.
    static void join(Streams streams, Duplex client, boolean stdin, boolean stdout, boolean stderr, Detaching detaching)
            throws IOException {
        if (stdin) {
            Thread.ofVirtual().name("stdin").start(() -> feed(client, streams, detaching));
        }
        pass(streams, client, new Frames(client.out(), streams.tty()), stdout, stderr);
        client.closeOutput();
    }

    /// As [#join], with output as it is, without frames; the client's end ends it all.
    static void joinRaw(
            Streams streams, Duplex client, boolean stdin, boolean stdout, boolean stderr, Detaching detaching)
            throws IOException {
        Thread.ofVirtual().name("socket").start(() -> {
            if (stdin) {
                feed(client, streams, detaching);
            } else {
                drain(client);
            }
            streams.close();
        });
        pass(streams, client, new Frames(client.out(), true), stdout, stderr);
        client.closeOutput();
    }

    /// A client that is gone, or was given up because it takes nothing, is cut off: a thread may be writing to it.
    private static void pass(Streams streams, Duplex client, Frames frames, boolean stdout, boolean stderr)
            throws IOException {
        try {
            streams.pump((stream, bytes, offset, length) -> {
                if (stream == Stream.STDOUT ? stdout : stderr) {
                    frames.write(stream == Stream.STDOUT ? 1 : 2, bytes, offset, length);
                }
            });
        } catch (IOException e) {
            client.abort();
            throw e;
        }
    }

    private static void drain(Duplex client) {
        try {
            client.in().transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a client of a WebSocket is gone", e);
        }
    }

    private static void feed(Duplex client, Streams streams, Detaching detaching) {
        OutputStream input = streams.stdin();
        try {
            if (detaching.keys().pass(client.in(), input)) {
                streams.close(); // the process' input stays open
                detaching.told().run();
            } else {
                input.close();
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a process no longer reads its input", e);
            closeQuietly(input);
        }
    }

    private static void closeQuietly(OutputStream input) {
        try {
            input.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "a process' input is closed", e);
        }
    }
}
