package naru.pipeline.git;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.pipeline.credential.Secret;
import org.apache.sshd.common.NamedResource;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.eclipse.jgit.api.TransportCommand;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.UsernamePasswordCredentialsProvider;
import org.eclipse.jgit.transport.sshd.SshdSessionFactory;
import org.eclipse.jgit.transport.sshd.SshdSessionFactoryBuilder;

/// How a fetch logs in: a password or token over HTTP, a key over SSH; never the daemon's own user's files.
final class Login {
    private Login() {}

    static <C extends TransportCommand<C, ?>> C configure(C command, Optional<Secret> login, Path knownHosts) {
        Secret secret = login.orElse(null);
        if (secret instanceof Secret.Password(String username, String password)) {
            command.setCredentialsProvider(new UsernamePasswordCredentialsProvider(username, password));
        } else if (secret instanceof Secret.Text(String value)) {
            command.setCredentialsProvider(new UsernamePasswordCredentialsProvider("oauth2", value));
        }
        SshdSessionFactory ssh = factory(secret instanceof Secret.SshKey k ? k.key() : null, knownHosts);
        command.setTransportConfigCallback(transport -> {
            if (transport instanceof SshTransport overSsh) {
                overSsh.setSshSessionFactory(ssh);
            }
        });
        return command;
    }

    private static SshdSessionFactory factory(@org.jspecify.annotations.Nullable String key, Path knownHosts) {
        File home = java.util.Objects.requireNonNull(knownHosts.toAbsolutePath().getParent())
                .toFile();
        return new SshdSessionFactoryBuilder()
                .setPreferredAuthentications("publickey")
                .setHomeDirectory(home)
                .setSshDirectory(home)
                .setConfigStoreFactory((_, _, _) -> null)
                .setDefaultKnownHostsFiles(_ -> List.of(knownHosts))
                .setServerKeyDatabase((_, _) -> new AcceptNew(knownHosts))
                .setDefaultKeysProvider(_ -> key == null ? List.of() : keys(key))
                .build(null);
    }

    private static Iterable<KeyPair> keys(String key) {
        try (var in = new java.io.ByteArrayInputStream(key.getBytes(StandardCharsets.UTF_8))) {
            return SecurityUtils.loadKeyPairIdentities(null, NamedResource.ofName("credential"), in, null);
        } catch (java.io.IOException | java.security.GeneralSecurityException e) {
            throw new Fault(Fault.Kind.INVALID, "the SSH key of the credential cannot be read", e);
        }
    }
}
