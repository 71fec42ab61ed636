package naru.tunnel;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import naru.base.Fault;
import naru.base.Json;
import naru.tunnel.mux.Frame;
import naru.tunnel.mux.FrameType;
import naru.tunnel.mux.Session;
import org.jspecify.annotations.Nullable;

/// Dials the relay: TCP, TLS with the pinned certificate, HELLO and WELCOME.
final class Dialler {
    private static final int CONNECT_MILLIS = 5_000;
    private static final int HANDSHAKE_MILLIS = 10_000;

    private final AgentConfig config;
    private final SSLContext tls;

    /// A connection whose handshake is done.
    record Connection(SSLSocket socket, Socket raw, DataInputStream in, Greeting.Welcome welcome) {}

    Dialler(AgentConfig config) {
        this.config = config;
        try {
            tls = SSLContext.getInstance("TLS");
            tls.init(null, new TrustManager[] {new Pin(config.token().fingerprint())}, null);
        } catch (GeneralSecurityException e) {
            throw Fault.internal("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /// Connects; a refusal is a Fault (UNAVAILABLE: try again), anything else an IOException.
    Connection dial(@Nullable String resume) throws IOException {
        Socket raw = new Socket();
        try {
            raw.setTcpNoDelay(true);
            raw.connect(new InetSocketAddress(config.relayHost(), config.relayPort()), CONNECT_MILLIS);
            raw.setSoTimeout(HANDSHAKE_MILLIS);
            return greet(raw, resume);
        } catch (SSLException e) {
            Sockets.close(raw);
            if (e.getCause() instanceof CertificateException wrong) {
                throw new Fault(Fault.Kind.UNAUTHORIZED, String.valueOf(wrong.getMessage()), e);
            }
            throw e;
        } catch (SocketTimeoutException e) {
            Sockets.close(raw);
            throw new IOException("the relay does not answer", e);
        } catch (IOException | RuntimeException e) {
            Sockets.close(raw);
            throw e;
        }
    }

    private Connection greet(Socket raw, @Nullable String resume) throws IOException {
        SSLSocket socket =
                (SSLSocket) tls.getSocketFactory().createSocket(raw, config.relayHost(), config.relayPort(), true);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3"});
        parameters.setApplicationProtocols(new String[] {Greeting.ALPN});
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        DataInputStream in = Session.reader(socket);
        Greeting.Hello hello = new Greeting.Hello(
                Greeting.VERSION,
                config.token().secret(),
                config.name().orElse(null),
                "http " + config.target(),
                resume);
        new Frame(FrameType.HELLO, 0, Json.write(hello)).write(socket.getOutputStream());
        Frame answer = Frame.read(in);
        switch (answer.type()) {
            case WELCOME -> {
                raw.setSoTimeout(0);
                return new Connection(socket, raw, in, Json.read(answer.payload(), Greeting.Welcome.class));
            }
            case REFUSE -> {
                Greeting.Refusal refusal = Json.read(answer.payload(), Greeting.Refusal.class);
                throw refusal.permanent()
                        ? Fault.forbidden(refusal.sentence())
                        : Fault.unavailable(refusal.sentence(), null);
            }
            default -> throw new IOException("the relay answered with " + answer.type());
        }
    }

    /// Trusts the one certificate whose fingerprint is in the token.
    private record Pin(String fingerprint) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("an agent has no clients");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            byte[] shown = RelayIdentity.fingerprint(chain[0]).getBytes(StandardCharsets.US_ASCII);
            if (!MessageDigest.isEqual(shown, fingerprint.getBytes(StandardCharsets.US_ASCII))) {
                throw new CertificateException("the relay's certificate is not the one in the token: this is another"
                        + " relay, or somebody in between; get a new token from the relay if it was set up anew");
            }
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
