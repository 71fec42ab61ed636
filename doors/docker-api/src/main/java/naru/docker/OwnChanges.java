package naru.docker;

import java.util.List;
import java.util.Set;
import naru.image.Snapshots;

/// What a container changed of its files, without what the engine put there to mount its own files over.
final class OwnChanges {
    private static final Set<String> PLACES = Set.of("/etc/hostname", "/etc/hosts", "/etc/resolv.conf");

    private OwnChanges() {}

    static List<Snapshots.Change> of(List<Snapshots.Change> all) {
        List<Snapshots.Change> own =
                all.stream().filter(change -> !PLACES.contains(change.path())).toList();
        boolean inside = own.stream().anyMatch(change -> change.path().startsWith("/etc/"));
        boolean placed = own.size() < all.size();
        return !placed || inside
                ? own
                : own.stream().filter(change -> !change.path().equals("/etc")).toList();
    }
}
