package naru.pipeline.git;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.PublicKey;
import java.util.List;
import naru.base.Fault;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.sshd.ServerKeyDatabase;

/// Host keys: the first one that a host shows is kept, another one later is refused.
///
/// @param file one line per host: address and key
record AcceptNew(Path file) implements ServerKeyDatabase {
    @Override
    public List<PublicKey> lookup(String connectAddress, InetSocketAddress remote, Configuration configuration) {
        return List.of();
    }

    @Override
    public boolean accept(
            String connectAddress,
            InetSocketAddress remote,
            PublicKey key,
            Configuration configuration,
            @org.jspecify.annotations.Nullable CredentialsProvider provider) {
        String line = connectAddress + " " + PublicKeyEntry.toString(key);
        synchronized (AcceptNew.class) {
            try {
                List<String> known = Files.exists(file) ? Files.readAllLines(file) : List.of();
                List<String> same = known.stream()
                        .filter(l -> l.startsWith(connectAddress + " "))
                        .toList();
                if (same.isEmpty()) {
                    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                    return true;
                }
                return same.contains(line);
            } catch (IOException e) {
                throw Fault.internal("cannot use the list of known hosts " + file, e);
            }
        }
    }
}
