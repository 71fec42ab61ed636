package naru.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32;
import naru.base.Fault;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TunnelTest {
    @TempDir
    Path data;

    @Test
    void aRequestGoesThroughWithForwardedFieldsOfTheRelayAlone() throws Exception {
        try (Site site = new Site(data, Site::echoHead);
                Agent agent = site.online("shop")) {
            String answer = site.raw("GET /a?b=c HTTP/1.1\r\nHost: shop.test:7080\r\nX-Forwarded-For: 6.6.6.6\r\n"
                    + "X_Forwarded_Proto: https\r\nX-Kept: yes\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200 OK").contains("GET /a?b=c HTTP/1.1", "Host: shop.test:7080");
            assertThat(answer).contains("X-Kept: yes", "X-Forwarded-For: 127.0.0.1", "X-Forwarded-Proto: http");
            assertThat(answer).doesNotContain("6.6.6.6", "X_Forwarded");
            Site.await(() -> !agent.recent().isEmpty());
            assertThat(agent.recent().getFirst().path()).isEqualTo("/a?b=…");
            assertThat(agent.recent().getFirst().status()).isEqualTo(200);
        }
    }

    @Test
    void aConnectionServesSeveralRequests() throws Exception {
        try (Site site = new Site(data, Site::echoHead);
                Agent _ = site.online("shop");
                Socket socket = site.client()) {
            for (int i = 0; i < 3; i++) {
                Site.send(socket, "GET /" + i + " HTTP/1.1\r\nHost: shop.test\r\n\r\n");
                String head = Site.head(socket.getInputStream());
                assertThat(head).contains("200 OK");
                assertThat(Site.head(socket.getInputStream())).contains("GET /" + i + " ");
            }
        }
    }

    @Test
    void twoHundredRequestsAtOnceAllAnswer() throws Exception {
        CountDownLatch together = new CountDownLatch(200);
        Site.Handler handler = socket -> {
            together.countDown();
            waitFor(together);
            Site.echoHead(socket);
        };
        try (Site site = new Site(data, handler);
                Agent _ = site.online("shop");
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> answers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                answers.add(pool.submit(() -> site.get("shop")));
            }
            for (Future<String> answer : answers) {
                assertThat(answer.get()).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @Test
    void twoHundredMegabytesGoBothWaysUnchanged() throws Exception {
        long size = 200L * 1024 * 1024;
        Site.Handler echo = socket -> {
            Site.head(socket.getInputStream());
            Site.send(socket, "HTTP/1.1 200 OK\r\nContent-Length: " + size + "\r\n\r\n");
            byte[] buffer = new byte[64 * 1024];
            long left = size;
            while (left > 0) {
                int read = socket.getInputStream().read(buffer);
                socket.getOutputStream().write(buffer, 0, read);
                left -= read;
            }
        };
        try (Site site = new Site(data, echo);
                Agent _ = site.online("shop");
                Socket socket = site.client();
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Site.send(socket, "POST / HTTP/1.1\r\nHost: shop.test\r\nContent-Length: " + size + "\r\n\r\n");
            Future<Long> sent = pool.submit(() -> pour(socket.getOutputStream(), size));
            assertThat(Site.head(socket.getInputStream())).contains("200 OK");
            assertThat(digest(socket.getInputStream(), size)).isEqualTo(sent.get());
        }
    }

    @Test
    void aStreamedAnswerArrivesBeforeItEnds() throws Exception {
        CountDownLatch seen = new CountDownLatch(1);
        Site.Handler events = socket -> {
            Site.head(socket.getInputStream());
            Site.send(
                    socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            Site.send(socket, "9\r\ndata: 1\n\n\r\n");
            waitFor(seen);
            Site.send(socket, "9\r\ndata: 2\n\n\r\n0\r\nX-Sum: 2\r\n\r\n");
        };
        try (Site site = new Site(data, events);
                Agent _ = site.online("shop");
                Socket socket = site.client()) {
            Site.send(socket, "GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: close\r\n\r\n");
            Site.head(socket.getInputStream());
            byte[] first = socket.getInputStream().readNBytes(14);
            assertThat(new String(first, StandardCharsets.US_ASCII)).contains("data: 1");
            seen.countDown();
            String rest = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(rest).contains("data: 2").endsWith("0\r\nX-Sum: 2\r\n\r\n");
        }
    }

    @Test
    void anUpgradedConnectionPassesBytesBothWays() throws Exception {
        Site.Handler socketServer = socket -> {
            String head = Site.head(socket.getInputStream());
            assertThat(head).contains("Upgrade: websocket", "Connection: Upgrade");
            Site.send(
                    socket, "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhi");
            socket.getInputStream().transferTo(socket.getOutputStream());
        };
        try (Site site = new Site(data, socketServer);
                Agent _ = site.online("shop");
                Socket socket = site.client()) {
            Site.send(socket, "GET / HTTP/1.1\r\nHost: shop.test\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
            assertThat(Site.head(socket.getInputStream())).startsWith("HTTP/1.1 101");
            assertThat(socket.getInputStream().readNBytes(2)).isEqualTo("hi".getBytes(StandardCharsets.US_ASCII));
            byte[] ping = {0, 1, 2, (byte) 255};
            socket.getOutputStream().write(ping);
            assertThat(socket.getInputStream().readNBytes(4)).isEqualTo(ping);
            socket.shutdownOutput();
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void theRelaySaysWhyItCannotPassOn() throws Exception {
        try (Site site = new Site(data, Site::echoHead)) {
            assertThat(site.get("nobody")).startsWith("HTTP/1.1 404").contains("There is no tunnel at nobody.test");
            try (Agent _ = site.online("shop")) {
                site.local.close();
                assertThat(site.get("shop")).startsWith("HTTP/1.1 502").contains("connected, but nothing listens on");
            }
            assertThat(site.get("shop")).startsWith("HTTP/1.1 502").contains("is reserved, but its agent is away");
        }
    }

    @Test
    void aRequestMadeWhileTheAgentIsAwayWaitsForIt() throws Exception {
        try (Site site = new Site(data, Site::echoHead);
                ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            site.online("shop").close();
            Future<String> answer = pool.submit(() -> site.get("shop"));
            Site.await(() -> site.relay.waiting() == 1);
            try (Agent _ = site.online("shop")) {
                assertThat(answer.get()).startsWith("HTTP/1.1 200 OK");
            }
        }
    }

    @RepeatedTest(5) // the relay may close between its WELCOME and the session's registration
    void theAgentComesBackAfterTheRelayWasRestarted() throws Exception {
        try (Site site = new Site(data, Site::echoHead);
                Agent agent = site.online("shop")) {
            int http = site.relay.httpAddress().getPort();
            int agents = site.relay.agentsAddress().getPort();
            site.closeRelay();
            Site.await(() -> agent.state() instanceof AgentState.Away);
            site.reopenRelay(http, agents);
            assertThat(site.get("shop")).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aNameOfAnotherTokenIsRefusedAndStaysWithItsOwner() throws Exception {
        try (Site site = new Site(data, Site::echoHead);
                Agent _ = site.online("shop")) {
            Token other = site.relay.tokens().create("other").token();
            AgentConfig thief = AgentConfig.of(
                    "127.0.0.1", site.relay.agentsAddress().getPort(), other, Optional.of("shop"), "127.0.0.1", 1);
            try (Agent agent = Agent.start(thief, _ -> {})) {
                assertThatThrownBy(() -> agent.awaitOnline(Duration.ofSeconds(20)))
                        .isInstanceOf(Fault.class)
                        .hasMessageContaining("reserved for another token");
            }
            assertThat(site.get("shop")).startsWith("HTTP/1.1 200 OK");
        }
    }

    @Test
    void aRevokedTokenDropsItsSessionAndIsRefused() throws Exception {
        try (Site site = new Site(data, Site::echoHead);
                Agent agent = site.online("shop")) {
            site.relay.tokens().revoke(site.tokenId);
            assertThat(agent.awaitEnd()).isInstanceOf(AgentState.Failed.class);
            assertThat(agent.state().toString()).contains("does not know this token");
        }
    }

    @Test
    void theEndIsAwaitedUntilTheListenerHasHeardWhy() throws Exception {
        try (Site site = new Site(data, Site::echoHead)) {
            Token unknown = new Token("0".repeat(64), site.token.fingerprint());
            AgentConfig config = AgentConfig.of(
                    "127.0.0.1", site.relay.agentsAddress().getPort(), unknown, Optional.empty(), "127.0.0.1", 1);
            CountDownLatch mayHear = new CountDownLatch(1);
            AtomicBoolean heard = new AtomicBoolean();
            Agent agent = Agent.start(config, state -> {
                if (state instanceof AgentState.Failed) {
                    awaitQuietly(mayHear);
                    heard.set(true);
                }
            });
            FutureTask<Boolean> end = new FutureTask<>(() -> {
                agent.awaitEnd();
                return heard.get();
            });
            while (!(agent.state() instanceof AgentState.Failed)) {
                Thread.onSpinWait();
            }
            Thread waiter = Thread.ofPlatform().start(end);
            while (waiter.getState() != Thread.State.WAITING && waiter.isAlive()) {
                Thread.onSpinWait();
            }
            mayHear.countDown();
            assertThat(end.get(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void anotherRelayThanThePinnedOneIsRefused() throws Exception {
        try (Site site = new Site(data, Site::echoHead)) {
            Token wrong = new Token(site.token.secret(), "0".repeat(64));
            AgentConfig config = AgentConfig.of(
                    "127.0.0.1", site.relay.agentsAddress().getPort(), wrong, Optional.empty(), "127.0.0.1", 1);
            try (Agent agent = Agent.start(config, _ -> {})) {
                assertThatThrownBy(() -> agent.awaitOnline(Duration.ofSeconds(20)))
                        .hasMessageContaining("certificate is not the one in the token");
            }
        }
    }

    @Test
    void aSecondAgentDoesNotPushALiveOneOut() throws Exception {
        try (Site site = new Site(data, Site::echoHead);
                Agent _ = site.online("shop");
                Agent second = site.agent("shop")) {
            Site.await(() -> second.state().toString().contains("in use by another agent of the same token"));
            assertThat(site.get("shop")).startsWith("HTTP/1.1 200 OK");
        }
    }

    private static long pour(OutputStream out, long size) throws IOException {
        CRC32 crc = new CRC32();
        byte[] piece = new byte[64 * 1024];
        new java.util.Random(7).nextBytes(piece);
        for (long done = 0; done < size; done += piece.length) {
            piece[(int) (done / piece.length % piece.length)]++;
            crc.update(piece);
            out.write(piece);
        }
        return crc.getValue();
    }

    private static long digest(InputStream in, long size) throws IOException {
        CRC32 crc = new CRC32();
        byte[] piece = new byte[64 * 1024];
        long left = size;
        while (left > 0) {
            int read = in.read(piece);
            if (read < 0) {
                throw new IOException("ended " + left + " bytes early");
            }
            crc.update(piece, 0, read);
            left -= read;
        }
        return crc.getValue();
    }

    private static void waitFor(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
