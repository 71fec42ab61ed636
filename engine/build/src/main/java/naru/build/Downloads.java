package naru.build;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Optional;
import naru.base.Fault;

/// Files that ADD fetches over HTTP(S), with a limit on their size.
final class Downloads {
    /// Bytes beyond which a file is refused.
    static final long MAX = 4L << 30;

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Downloads() {}

    /// A file that was fetched.
    record Download(String name, Path file, Instant modified) {}

    static boolean isAddress(String text) {
        return text.startsWith("http://") || text.startsWith("https://");
    }

    /// Fetches into a new file of `folder`; `checksum` is `sha256:…`.
    static Download fetch(String address, Path folder, Optional<String> checksum)
            throws IOException, InterruptedException {
        URI uri = uri(address);
        try (HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(PATIENCE)
                .build()) {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            HttpResponse<InputStream> response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() / 100 != 2) {
                    throw Fault.invalid("failed to GET " + address + " with status " + response.statusCode());
                }
                Path file = Files.createTempFile(folder, "download", "");
                verify(address, save(body, file), checksum);
                return new Download(name(uri), file, modified(response));
            }
        }
    }

    private static URI uri(String address) {
        try {
            return URI.create(address);
        } catch (IllegalArgumentException _) {
            throw Fault.invalid("not an address: " + address);
        }
    }

    private static String name(URI uri) {
        String path = Optional.ofNullable(uri.getPath()).orElse("");
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.isEmpty() || name.equals("..") || name.equals(".")) {
            throw Fault.invalid("cannot determine filename for source " + uri);
        }
        return name;
    }

    private static String save(InputStream body, Path file) throws IOException {
        MessageDigest digest = sha256();
        byte[] buffer = new byte[64 * 1024];
        long total = 0;
        try (OutputStream out = new DigestOutputStream(Files.newOutputStream(file), digest)) {
            for (int n; (n = body.read(buffer)) > 0; ) {
                total += n;
                if (total > MAX) {
                    throw Fault.tooLarge("the file to ADD is larger than " + MAX + " bytes");
                }
                out.write(buffer, 0, n);
            }
        }
        return "sha256:" + HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void verify(String address, String got, Optional<String> wanted) {
        if (wanted.isPresent() && !wanted.get().equals(got)) {
            throw Fault.invalid("digest mismatch for " + address + ": it is " + got + ", expected " + wanted.get());
        }
    }

    private static Instant modified(HttpResponse<?> response) {
        try {
            return response.headers()
                    .firstValue("Last-Modified")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant())
                    .orElse(Instant.EPOCH);
        } catch (DateTimeException _) {
            return Instant.EPOCH;
        }
    }
}
