package naru.etcd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// An authority of its own and a certificate for 127.0.0.1, made by the JDK's keytool.
///
/// @param member PEM files
record Certificates(EtcdOptions.Tls member) {
    private static final String PASSWORD = "of-a-test";

    static Certificates make(Path folder) throws IOException, InterruptedException {
        Path store = folder.resolve("keys.p12");
        Path request = folder.resolve("member.csr");
        Path authority = folder.resolve("ca.pem");
        Path certificate = folder.resolve("member.pem");
        keytool(store, "-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=authority", "-ext", "bc:c");
        keytool(store, "-genkeypair", "-alias", "member", "-keyalg", "EC", "-dname", "CN=member");
        keytool(store, "-exportcert", "-alias", "ca", "-rfc", "-file", authority.toString());
        keytool(store, "-certreq", "-alias", "member", "-file", request.toString());
        keytool(
                store,
                List.of("-gencert", "-alias", "ca", "-rfc", "-infile", request.toString()),
                List.of("-outfile", certificate.toString(), "-ext", "san=ip:127.0.0.1"),
                List.of("-ext", "eku=serverAuth,clientAuth"));
        return new Certificates(new EtcdOptions.Tls(authority, certificate, writeKey(store, folder)));
    }

    private static Path writeKey(Path store, Path folder) throws IOException {
        try (InputStream in = Files.newInputStream(store)) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, PASSWORD.toCharArray());
            Key key = keys.getKey("member", PASSWORD.toCharArray());
            String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded());
            return Files.writeString(
                    folder.resolve("member.key"),
                    "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n");
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static void keytool(Path store, String... words) throws IOException, InterruptedException {
        keytool(store, List.of(words));
    }

    @SafeVarargs
    private static void keytool(Path store, List<String>... words) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-J-XX:TieredStopAtLevel=1", "-J-XX:+UseSerialGC"));
        for (List<String> some : words) {
            command.addAll(some);
        }
        command.addAll(List.of("-keystore", store.toString(), "-storepass", PASSWORD));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
