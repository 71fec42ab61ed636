package naru.kube.link;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.function.Supplier;
import naru.base.Channel;
import naru.base.Fault;
import naru.base.Json;
import naru.http.Duplex;
import naru.node.PodAccess;
import tools.jackson.databind.node.ObjectNode;

/// The pods of another machine, each call on a connection of its own. Safe for use by many threads.
final class LinkedPods implements PodAccess {
    private final Supplier<Duplex> dial;

    LinkedPods(Supplier<Duplex> dial) {
        this.dial = dial;
    }

    /// A connection on which the call has begun.
    private Duplex begin(CallDocument call) {
        Duplex connection = dial.get();
        try {
            Line.write(connection.out(), call);
            Json.read(Json.write(Line.read(connection.in())), CallAnswer.class).check();
            return connection;
        } catch (IOException e) {
            connection.close();
            throw Fault.unavailable("the node went away", e);
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public InputStream log(Target target, LogRequest request) {
        Duplex connection = begin(CallDocument.log(target, request));
        return new java.io.FilterInputStream(connection.in()) {
            @Override
            public void close() {
                connection.close();
            }
        };
    }

    @Override
    public Session exec(Target target, List<String> command, boolean stdin, boolean terminal) {
        return new LinkedSession(begin(CallDocument.exec(target, command, stdin, terminal)), stdin);
    }

    @Override
    public Session attach(Target target, boolean stdin, boolean terminal) {
        return new LinkedSession(begin(CallDocument.attach(target, stdin, terminal)), stdin);
    }

    @Override
    public Channel forward(Target pod, int port) {
        Duplex connection = begin(CallDocument.forward(pod, port));
        OutputStream out = new java.io.FilterOutputStream(connection.out()) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                connection.closeOutput();
            }
        };
        return new Forwarded(connection, out);
    }

    private record Forwarded(Duplex connection, OutputStream out) implements Channel {
        @Override
        public InputStream in() {
            return connection.in();
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    @Override
    public ObjectNode usage() {
        try (Duplex connection = begin(CallDocument.usage())) {
            return (ObjectNode) Line.read(connection.in());
        } catch (IOException e) {
            throw Fault.unavailable("the node went away", e);
        }
    }
}
