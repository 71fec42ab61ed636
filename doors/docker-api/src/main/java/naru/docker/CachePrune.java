package naru.docker;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.util.function.Predicate;
import naru.build.Builder;

/// `docker builder prune`: which cached steps go, and how much may stay (BuildKit's rules, whose client asks).
final class CachePrune {
    /// What lists call every step.
    static final String TYPE = "regular";

    /// What lists say of every step.
    static final String DESCRIPTION = "a step of a build";

    private final Services services;

    CachePrune(Services services) {
        this.services = services;
    }

    void register(Table table) {
        table.post(
                31,
                "/build/prune",
                this::prune,
                "keep-storage",
                "reserved-space",
                "max-used-space",
                "min-free-space",
                "all",
                "filters");
    }

    private void prune(Call call) throws IOException {
        Filters filters = call.filters(
                "id", "type", "inuse", "shared", "private", "until", "unused-for", "parent", "description");
        long keep = keep(call);
        boolean mounts = call.flag("all") && keep == 0 && filters.names().isEmpty();
        Builder.Pruned pruned = services.builder().prune(which(filters), keep, mounts);
        new Told(services.containers()).pruned("builder", pruned.bytes());
        call.json(Shape.of()
                .with("CachesDeleted", Absent.nullIfEmpty(pruned.ids()))
                .with("SpaceReclaimed", pruned.bytes()));
    }

    /// Bytes that may stay: as many as at most, less what the disk needs, and never less than what is reserved.
    private long keep(Call call) throws IOException {
        long reserved = Math.max(call.number("keep-storage", 0), call.number("reserved-space", 0));
        long most = call.number("max-used-space", 0);
        long free = call.number("min-free-space", 0);
        long keep = most;
        if (free > 0) {
            FileStore disk = Files.getFileStore(services.instance().data());
            long size = services.builder().cacheSize();
            long missing = Math.max(free - disk.getUsableSpace(), 0);
            keep = Math.max(Math.min(most > 0 ? most : size, size - missing), 1); // 0 would be no bound
        }
        return Math.max(keep, reserved);
    }

    private static Predicate<Builder.Cached> which(Filters filters) {
        Until until = Until.of(filters, "until", "unused-for");
        boolean used = filters.flag("inuse", false); // builds that run have what they took from the cache
        boolean ofType = filters.any("type", TYPE::equals)
                && filters.any("description", DESCRIPTION::contains)
                && !filters.has("parent");
        return step -> ofType
                && !used
                && until.before(step.lastUsed())
                && filters.any("id", id -> step.id().startsWith(id))
                && (!filters.has("shared") || filters.flag("shared", true) == step.shared())
                && (!filters.has("private") || filters.flag("private", true) != step.shared());
    }
}
