package naru.app.docker;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.net.ssl.SSLContext;
import naru.base.Fault;
import naru.base.Pem;
import naru.cluster.informer.Timing;
import naru.cluster.join.Renewals;
import naru.cluster.pki.ClusterCa;
import naru.cluster.pki.Keys;
import naru.cluster.pki.ServerKeys;
import naru.cluster.pki.Subject;
import naru.cluster.pki.Tls;

/// The Docker API's own certificate authority, in DATA/docker/pki. It is not the cluster's: who may use the cluster
/// does not have this machine's root by that. Safe for use by many threads.
final class DockerTls implements AutoCloseable {
    /// How long a client's certificate may be valid at most.
    static final Duration LONGEST = Duration.ofDays(3650);

    private final ClusterCa authority;
    private final ServerKeys keys;
    private final Timing timing = Timing.system();
    private final Renewals renewals;

    private DockerTls(ClusterCa authority, ServerKeys keys) {
        this.authority = authority;
        this.keys = keys;
        this.renewals = new Renewals(timing, List.of(keys::renew));
    }

    /// What a client needs, as the docker command line reads it from DOCKER_CERT_PATH.
    ///
    /// @param ca the authority's certificate
    /// @param cert the client's
    /// @param key the client's, a secret
    record Client(String ca, String cert, String key) {}

    /// Opens authority and keys, making them the first time.
    ///
    /// @param host that is listened on; every address of the machine is meant by `0.0.0.0`
    static DockerTls open(Path data, String host) {
        Path folder = data.resolve("docker");
        ClusterCa authority = ClusterCa.open(folder, InstantSource.system());
        return new DockerTls(
                authority, new ServerKeys(authority, folder, new Subject("naru docker", List.of()), names(host)));
    }

    /// For the listener.
    SSLContext context() {
        return Tls.server(keys, authority.certificate());
    }

    /// A new key with its certificate; nothing of it is kept here.
    ///
    /// @param name whose it is, 1 to 64 characters
    Client issue(String name, Duration life) {
        if (name.isBlank() || name.length() > 64) {
            throw Fault.invalid("a certificate needs a name of 1 to 64 characters");
        }
        if (life.compareTo(Duration.ofSeconds(1)) < 0 || life.compareTo(LONGEST) > 0) {
            throw Fault.invalid("a certificate is valid for 1 s to " + LONGEST.toDays() + " days");
        }
        KeyPair pair = Keys.curve();
        String certificate = Pem.of(authority.client(pair.getPublic(), new Subject(name, List.of()), life));
        return new Client(Pem.of(authority.certificate()), certificate, Pem.of(pair.getPrivate()));
    }

    private static Set<String> names(String host) {
        Set<String> names = new TreeSet<>(Set.of("localhost", "127.0.0.1", "::1"));
        try {
            names.add(InetAddress.getLocalHost().getHostName());
            if (host.equals("0.0.0.0") || host.equals("::")) {
                NetworkInterface.networkInterfaces()
                        .flatMap(NetworkInterface::inetAddresses)
                        .filter(address -> !address.isLinkLocalAddress())
                        .map(InetAddress::getHostAddress)
                        .map(address -> address.split("%", 2)[0])
                        .forEach(names::add);
            } else {
                names.add(host);
            }
        } catch (SocketException | UnknownHostException e) {
            System.getLogger("naru.app").log(System.Logger.Level.DEBUG, "a name of this machine is not known", e);
        }
        return names;
    }

    @Override
    public void close() {
        renewals.close();
        timing.close();
    }
}
