package naru.cluster.join;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.X509TrustManager;
import naru.cluster.pki.Keys;

/// Trusts a server whose authority has the hash that a token carries, before anything is sent to it.
///
/// @param caHash SHA-256 of the authority's public key, in hexadecimal
record PinnedTrust(String caHash) implements X509TrustManager {
    private static final String SERVER = "1.3.6.1.5.5.7.3.1"; // id-kp-serverAuth

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
        throw new CertificateException("a machine that joins has no clients");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
        for (X509Certificate authority : chain) {
            if (pinned(authority)) {
                verify(chain[0], authority);
                return;
            }
        }
        throw new CertificateException("the server's authority is not the one in the token: this is another cluster,"
                + " or somebody in between; get a new token from the cluster");
    }

    private boolean pinned(X509Certificate authority) {
        byte[] shown = Keys.fingerprint(authority.getPublicKey()).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(shown, caHash.getBytes(StandardCharsets.US_ASCII));
    }

    private static void verify(X509Certificate server, X509Certificate authority) throws CertificateException {
        try {
            server.verify(authority.getPublicKey());
            server.checkValidity();
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the server's certificate is not signed by the cluster, or has ended", e);
        }
        List<String> usage = server.getExtendedKeyUsage();
        if (usage == null || !usage.contains(SERVER)) {
            throw new CertificateException("the other side is no server of the cluster");
        }
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
