package naru.http;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import naru.base.Fault;

/// Binding of Unix sockets.
final class UnixSockets {
    private static final Logger LOG = System.getLogger("naru.http");

    private UnixSockets() {}

    /// Binds with mode 0660 and the group `docker`; a socket left behind by a dead process is replaced, a live one
    /// is a CONFLICT.
    static ServerSocketChannel bind(UnixDomainSocketAddress address) throws IOException {
        Path path = address.getPath();
        if (Files.exists(path)) {
            if (answers(address)) {
                throw Fault.conflict("another process listens on " + path);
            }
            Files.delete(path);
        }
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(address, 1024);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-rw----"));
        giveTo(path, "docker");
        return server;
    }

    private static boolean answers(UnixDomainSocketAddress address) {
        try (SocketChannel probe = SocketChannel.open(address)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static void giveTo(Path path, String group) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        try {
            view.setGroup(path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByGroupName(group));
        } catch (UserPrincipalNotFoundException e) {
            LOG.log(Level.DEBUG, "there is no group {0}: only the owner''s group uses {1}", group, path);
        }
    }
}
