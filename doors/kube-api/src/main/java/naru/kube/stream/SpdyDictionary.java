package naru.kube.stream;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The text that SPDY/3 header blocks are compressed against (draft-mbelshe-httpbis-spdy-00, 2.6.10.1); its Adler-32 is
/// e3c6a7c2.
final class SpdyDictionary {
    private static final List<String> WORDS = List.of(
            "options head post put delete trace accept accept-charset accept-encoding accept-language accept-ranges",
            "age allow authorization cache-control connection content-base content-encoding content-language",
            "content-length content-location content-md5 content-range content-type date etag expect expires from",
            "host if-match if-modified-since if-none-match if-range if-unmodified-since last-modified location",
            "max-forwards pragma proxy-authenticate proxy-authorization range referer retry-after server te trailer",
            "transfer-encoding upgrade user-agent vary via warning www-authenticate method get status");
    private static final List<String> LATER_WORDS =
            List.of("200 OK", "version", "HTTP/1.1", "url", "public", "set-cookie", "keep-alive", "origin");
    private static final String TAIL =
            "100101201202205206300302303304305306307402405406407408409410411412413414415416417"
                    + "502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 Bad Request401 "
                    + "Unauthorized403 Forbidden404 Not Found500 Internal Server Error501 Not Implemented503 Service "
                    + "UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, "
                    + "GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/xhtml+xml,text/plain,"
                    + "text/javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,utf-,*,enq=0.";
    private static final byte[] BYTES = bytes();

    private SpdyDictionary() {}

    /// Its bytes; a copy.
    static byte[] get() {
        return BYTES.clone();
    }

    private static byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            for (String line : WORDS) {
                for (String word : line.split(" ", -1)) {
                    write(out, word);
                }
            }
            for (String word : LATER_WORDS) {
                write(out, word);
            }
            out.write(TAIL.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void write(DataOutputStream out, String word) throws IOException {
        out.writeInt(word.length());
        out.write(word.getBytes(StandardCharsets.US_ASCII));
    }
}
