package naru.kube.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import naru.base.Channel;
import naru.base.Fault;
import naru.base.Json;
import naru.http.Duplex;
import naru.node.PodAccess;

/// Answers one call of a server on its connection.
final class NodeCall {
    private static final System.Logger LOG = System.getLogger("naru.kube");

    private NodeCall() {}

    static void answer(Duplex connection, PodAccess pods) throws IOException {
        CallDocument call = Json.read(Json.write(Line.read(connection.in())), CallDocument.class);
        try {
            carry(connection, pods, call);
        } catch (Fault e) {
            Line.write(connection.out(), CallAnswer.of(e));
        }
    }

    private static void carry(Duplex connection, PodAccess pods, CallDocument call) throws IOException {
        switch (call.kind()) {
            case LOG -> {
                try (InputStream log = pods.log(call.target(), call.log())) {
                    Line.write(connection.out(), CallAnswer.BEGUN);
                    whenGone(connection, () -> close(log));
                    log.transferTo(connection.out());
                }
            }
            case EXEC -> process(connection, pods.exec(call.target(), call.command(), call.stdin(), call.terminal()));
            case ATTACH -> process(connection, pods.attach(call.target(), call.stdin(), call.terminal()));
            case FORWARD -> forward(connection, pods.forward(call.target(), call.port()));
            case USAGE -> {
                Object usage = pods.usage();
                Line.write(connection.out(), CallAnswer.BEGUN);
                Line.write(connection.out(), usage);
            }
        }
    }

    /// Nothing comes from the server: the end of that is the server's going.
    private static void whenGone(Duplex connection, Runnable action) {
        Thread.ofVirtual().name("node-call-end").start(() -> {
            try {
                connection.in().transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                LOG.log(System.Logger.Level.TRACE, "gone", e);
            }
            action.run();
        });
    }

    private static void close(AutoCloseable one) {
        try {
            one.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "did not close", e);
        }
    }

    private static void forward(Duplex connection, Channel channel) throws IOException {
        try (channel) {
            Line.write(connection.out(), CallAnswer.BEGUN);
            Thread.ofVirtual().name("node-forward").start(() -> up(connection, channel));
            channel.in().transferTo(connection.out());
            connection.closeOutput();
        }
    }

    private static void up(Duplex connection, Channel channel) {
        try (OutputStream to = channel.out()) {
            connection.in().transferTo(to);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.TRACE, "forward ended", e);
        }
    }

    private static void process(Duplex connection, PodAccess.Session session) throws IOException {
        try (session) {
            Line.write(connection.out(), CallAnswer.BEGUN);
            Frames frames = new Frames(connection.in(), connection.out());
            Thread out = pump(frames, Frames.STDOUT, session.stdout());
            Thread err = pump(frames, Frames.STDERR, session.stderr());
            Thread waiter = Thread.currentThread();
            Thread.ofVirtual().name("node-input").start(() -> {
                feed(frames, session);
                session.close();
                waiter.interrupt();
            });
            int code = session.await();
            out.join();
            err.join();
            frames.numbers(Frames.EXIT, code);
        } catch (InterruptedException e) {
            LOG.log(System.Logger.Level.DEBUG, "the server went before the process");
        }
    }

    private static Thread pump(Frames frames, int kind, InputStream from) {
        return Thread.ofVirtual().name("node-output").start(() -> {
            try {
                frames.pump(kind, from);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.TRACE, "output ended", e);
            }
        });
    }

    /// Until the server is gone.
    private static void feed(Frames frames, PodAccess.Session session) {
        OutputStream stdin = session.stdin();
        try {
            while (true) {
                Frames.Frame frame = frames.read();
                if (frame.kind() == Frames.RESIZE) {
                    session.resize(frame.number(0), frame.number(1));
                } else if (stdin != null && frame.kind() == Frames.STDIN) {
                    stdin.write(frame.bytes());
                    stdin.flush();
                } else if (stdin != null && frame.kind() == Frames.END) {
                    stdin.close();
                }
            }
        } catch (IOException | Fault e) {
            LOG.log(System.Logger.Level.TRACE, "input ended", e);
        }
    }
}
