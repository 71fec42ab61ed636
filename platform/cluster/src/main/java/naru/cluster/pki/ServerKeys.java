package naru.cluster.pki;

import java.net.Socket;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// The key and certificate of a server, in DATA/pki/server.pem. It is made anew when the
/// authority or the names changed, or when less than a third of its time is left; connections that
/// begin afterwards see the new one. Safe for use by many threads.
public final class ServerKeys extends X509ExtendedKeyManager {
    private static final Set<String> ALWAYS = Set.of(
            "127.0.0.1",
            "::1",
            "localhost",
            "kubernetes",
            "kubernetes.default",
            "kubernetes.default.svc",
            "kubernetes.default.svc.cluster.local");

    private final ClusterCa ca;
    private final Path file;
    private final Subject subject;
    private final Set<String> names;
    private volatile Identity current;
    private volatile Identity previous;

    /// Opens the keys of the cluster's API, making them if need be.
    ///
    /// @param names by which it is reached besides `localhost` and `kubernetes`: the service's
    ///     address, the host's name, advertised addresses
    public ServerKeys(ClusterCa ca, Path data, Collection<String> names) {
        this(ca, data, new Subject("kube-apiserver", List.of()), both(ALWAYS, names));
    }

    /// Opens the keys of another server, making them if need be.
    ///
    /// @param subject whose they are
    /// @param names every name and address by which it is reached
    public ServerKeys(ClusterCa ca, Path data, Subject subject, Collection<String> names) {
        this.ca = ca;
        this.file = data.resolve("pki").resolve("server.pem");
        this.subject = subject;
        this.names = new TreeSet<>(names);
        this.current = usable();
        this.previous = current;
    }

    private static Set<String> both(Collection<String> some, Collection<String> others) {
        Set<String> all = new TreeSet<>(some);
        all.addAll(others);
        return all;
    }

    /// Makes a new certificate if it is time to. Call it now and then (hours).
    public synchronized void renew() {
        if (current.due(ca.clock().instant())) {
            Identity fresh = make();
            previous = current;
            current = fresh;
        }
    }

    /// What it shows now.
    public X509Certificate certificate() {
        return current.certificate();
    }

    private Identity usable() {
        try {
            return Identity.read(file)
                    .filter(one ->
                            ca.signed(one.certificate()) && !one.due(ca.clock().instant()))
                    .filter(one -> covers(one.certificate()))
                    .orElseGet(this::make);
        } catch (Fault damaged) {
            return make();
        }
    }

    private Identity make() {
        KeyPair pair = Keys.curve();
        X509Certificate certificate = ca.server(pair.getPublic(), subject, names);
        Identity made = new Identity(pair.getPrivate(), certificate);
        made.write(file);
        return made;
    }

    private boolean covers(X509Certificate certificate) {
        try {
            Collection<List<?>> there = certificate.getSubjectAlternativeNames();
            return there != null
                    && there.stream()
                            .map(name -> canonical(String.valueOf(name.get(1))))
                            .collect(Collectors.toSet())
                            .containsAll(
                                    names.stream().map(ServerKeys::canonical).toList());
        } catch (CertificateParsingException e) {
            return false;
        }
    }

    private static String canonical(String name) {
        return name.equals("0:0:0:0:0:0:0:1") ? "::1" : name;
    }

    @Override
    public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
        return new String[0];
    }

    @Override
    public @Nullable String chooseClientAlias(String[] types, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }

    @Override
    public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
        return type.startsWith("EC") ? new String[] {alias(current)} : new String[0];
    }

    @Override
    public @Nullable String chooseServerAlias(String type, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return type.startsWith("EC") ? alias(current) : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String type, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return type.startsWith("EC") ? alias(current) : null;
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return new X509Certificate[] {called(alias).certificate(), ca.certificate()};
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return called(alias).key();
    }

    /// A handshake asks for certificate and key one after the other: both must be of the same identity.
    private Identity called(String alias) {
        Identity now = current;
        return alias(now).equals(alias) ? now : previous;
    }

    private static String alias(Identity identity) {
        return identity.certificate().getSerialNumber().toString(16);
    }
}
