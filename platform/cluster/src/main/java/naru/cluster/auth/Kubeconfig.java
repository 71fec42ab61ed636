package naru.cluster.auth;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.InstantSource;
import java.util.Base64;
import naru.base.Pem;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Identity;
import naru.cluster.pki.Keys;
import naru.cluster.pki.PrivateFile;
import naru.cluster.pki.Subject;

/// The administrator's kubeconfig, DATA/kubeconfig (0600), with the authority and a client certificate
/// in it.
public final class Kubeconfig {
    private static final String TEXT = """
            apiVersion: v1
            kind: Config
            clusters:
            - name: naru
              cluster:
                server: %s
                certificate-authority-data: %s
            users:
            - name: naru
              user:
                client-certificate-data: %s
                client-key-data: %s
            contexts:
            - name: naru
              context:
                cluster: naru
                user: naru
            current-context: naru
            """;

    private Kubeconfig() {}

    /// Writes it if it is not as it should be: another address, another authority, a certificate that
    /// ends soon.
    ///
    /// @param server such as `https://127.0.0.1:6443`
    /// @return the file
    public static Path write(Path data, ClusterCa ca, String server, InstantSource clock) {
        Identity identity = administrator(data, ca, clock);
        String text = TEXT.formatted(
                server,
                base64(Pem.of(ca.certificate())),
                base64(Pem.of(identity.certificate())),
                base64(Pem.of(identity.key())));
        Path file = data.resolve("kubeconfig");
        if (PrivateFile.read(file).filter(text::equals).isEmpty()) {
            PrivateFile.write(file, text);
        }
        return file;
    }

    /// An RSA key: some clients of Kubernetes read no other without more libraries.
    private static Identity administrator(Path data, ClusterCa ca, InstantSource clock) {
        Path file = data.resolve("pki").resolve("admin.pem");
        return Identity.read(file)
                .filter(one -> ca.signed(one.certificate()) && !one.due(clock.instant()))
                .orElseGet(() -> {
                    KeyPair pair = Keys.rsa();
                    Identity made = new Identity(pair.getPrivate(), ca.client(pair.getPublic(), Subject.ADMINISTRATOR));
                    made.write(file);
                    return made;
                });
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }
}
