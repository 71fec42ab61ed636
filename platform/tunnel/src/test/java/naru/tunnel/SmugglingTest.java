package naru.tunnel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class SmugglingTest {
    @TempDir
    Path data;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
                "Content-Length: 5, 5\r\n\r\nhello",
                "Content-Length: +5\r\n\r\nhello",
                "Content-Length: -1\r\n\r\n",
                "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0x5\r\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n2\r\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n5\nhello\r\n0\r\n\r\n",
                "Transfer-Encoding: chunked\r\n\r\n0\r\nContent-Length: 5\r\n\r\n",
                "X: a\r\n folded\r\n\r\n",
                "X: a\nContent-Length: 5\r\n\r\nhello",
                "X: a\rb\r\n\r\n",
                "Host: other.test\r\n\r\n",
                "Connection: content-length\r\nContent-Length: 5\r\n\r\nhello"
            })
    void whatCouldBeReadInTwoWaysIsRefused(String rest) throws Exception {
        // the local server waits for the end of the request, so that a malformed body is seen before an answer
        try (Site site = new Site(data, socket -> socket.getInputStream().readAllBytes());
                Agent _ = site.online("shop")) {
            assertThat(site.raw("POST / HTTP/1.1\r\nHost: shop.test\r\n" + rest))
                    .startsWith("HTTP/1.1 400");
        }
    }
}
