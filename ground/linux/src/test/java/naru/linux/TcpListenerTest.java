package naru.linux;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections before they are there.
@Timeout(120)
class TcpListenerTest extends TcpFixture {
    private static final int ECONNREFUSED = 111;

    @Test
    void aListenerThatIsCutAcceptsNobody() throws IOException {
        TcpListener listener = TcpListener.open(at(0), 8, false);
        CompletableFuture<Void> accepting = does(() -> {
            try (listener) {
                while (true) {
                    listener.accept().close();
                }
            }
        });
        keep(new Socket("::1", listener.port()));
        listener.cut();
        assertThatThrownBy(accepting::join).hasRootCauseInstanceOf(ClosedChannelException.class);
        TcpListener.open(at(listener.port()), 8, false).close();
    }

    @Test
    void aPortThatIsTakenIsRefused() {
        try (TcpListener one = TcpListener.open(at(0), 8, false)) {
            assertThatThrownBy(() -> TcpListener.open(at(one.port()), 8, false))
                    .matches(e -> number(e) == Errno.EADDRINUSE);
        }
    }

    @Test
    void nobodyListensOrNobodyAnswers() throws IOException {
        InetSocketAddress closed;
        try (TcpListener gone = TcpListener.open(at(0), 0, false)) {
            closed = at(gone.port());
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 8; i++) { // one has a place, and those after it none
                            keep(TcpSocket.open(closed)).connect(closed, Duration.ofMillis(100));
                        }
                    })
                    .isInstanceOf(SocketTimeoutException.class);
        }
        assertThatThrownBy(() -> keep(TcpSocket.open(closed)).connect(closed, LONG))
                .matches(e -> number(e) == ECONNREFUSED);
    }

    @Test
    void aConnectIsCut() throws IOException {
        try (TcpListener full = TcpListener.open(at(0), 0, false)) {
            InetSocketAddress target = at(full.port());
            List<TcpSocket> sockets = new ArrayList<>();
            List<CompletableFuture<Void>> connects = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                TcpSocket one = keep(TcpSocket.open(target));
                sockets.add(one);
                connects.add(does(() -> one.connect(target, LONG)));
            }
            sockets.forEach(TcpSocket::cut);
            assertThatThrownBy(CompletableFuture.allOf(connects.toArray(CompletableFuture<?>[]::new))::join)
                    .hasRootCauseInstanceOf(ClosedChannelException.class);
        }
    }
}
