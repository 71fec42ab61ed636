package naru.network;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.linux.Links;
import naru.linux.NetworkNamespace;
import naru.linux.Sysctl;
import org.jspecify.annotations.Nullable;

/// The network namespaces of containers, kept as files in a folder. Safe for use by many threads.
final class Namespaces {
    private final Path folder;

    Namespaces(Path folder) {
        this.folder = folder;
    }

    /// What was opened inside a new namespace.
    record Inside(Links links, @Nullable NameSockets names) {}

    /// Where a container's namespace is kept.
    Path path(String containerId) {
        return folder.resolve(containerId);
    }

    /// Makes a namespace with its loopback interface up, and in it the sockets of a name server if asked.
    ///
    /// @param owner file of the user namespace that it belongs to, if not to ours
    Inside create(String containerId, Optional<Path> owner, boolean names) {
        Path path = path(containerId);
        try {
            Files.createDirectories(folder);
            NetworkNamespace.delete(path);
            return owner.isPresent()
                    ? NetworkNamespace.create(path, owner.get(), () -> prepare(names))
                    : NetworkNamespace.create(path, () -> prepare(names));
        } catch (IOException e) {
            throw Fault.internal("cannot make a network namespace for " + containerId + ": " + e.getMessage(), e);
        }
    }

    private static Inside prepare(boolean names) throws IOException {
        Links inside = Links.open();
        inside.up(1);
        Sysctl.write("ipv4/ip_unprivileged_port_start", "0");
        Sysctl.write("ipv4/ping_group_range", "0 2147483647");
        if (Ipv6Settings.areThere()) {
            Sysctl.write("ipv6/conf/default/disable_ipv6", "1");
        }
        return new Inside(inside, names ? NameSockets.open() : null);
    }

    /// Opens a netlink socket inside a container's namespace.
    Links enter(String containerId) {
        try {
            return NetworkNamespace.enter(path(containerId), Links::open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Opens name server sockets inside a container's namespace.
    NameSockets nameSockets(String containerId) {
        try {
            return NetworkNamespace.enter(path(containerId), NameSockets::open);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean isAlive(String containerId) {
        return NetworkNamespace.isAlive(path(containerId));
    }

    void delete(String containerId) {
        try {
            NetworkNamespace.delete(path(containerId));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The containers whose namespaces are kept.
    List<String> containers() {
        try (Stream<Path> files = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString()).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
