package naru.docker;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.volume.Volume;
import naru.volume.Volumes;
import org.jspecify.annotations.Nullable;

/// Volumes.
final class VolumeCalls {
    private final Volumes volumes;
    private final Told told;

    VolumeCalls(Services services) {
        volumes = services.volumes();
        told = new Told(services.containers());
    }

    void register(Table table) {
        table.get(24, "/volumes", this::list, "filters")
                .post(24, "/volumes/create", this::create)
                .body(Wanted.class)
                .post(25, "/volumes/prune", this::prune, "filters")
                .get(24, "/volumes/{name:.*}", this::inspect)
                .put(42, "/volumes/{name:.*}", VolumeCalls::update)
                .delete(24, "/volumes/{name:.*}", this::remove, "force");
    }

    /// What a client asks for.
    record Wanted(
            @Nullable String name,
            @Nullable String driver,
            @Nullable Map<String, String> driverOpts,
            @Nullable Map<String, String> labels) {}

    /// A volume as Docker shows it.
    static Shape shape(Volume volume) {
        return Shape.of()
                .with("CreatedAt", GoTime.text(volume.created().truncatedTo(java.time.temporal.ChronoUnit.SECONDS)))
                .with("Driver", volume.driver())
                .with("Labels", labels(volume))
                .with("Mountpoint", volume.mountpoint().toString())
                .with("Name", volume.name())
                .with("Options", Absent.nullIfEmpty(volume.options()))
                .with("Scope", "local");
    }

    private static @Nullable Map<String, String> labels(Volume volume) {
        return volume.anonymous() && volume.labels().isEmpty()
                ? Map.of("com.docker.volume.anonymous", "")
                : Absent.nullIfEmpty(volume.labels());
    }

    private void list(Call call) throws IOException {
        Filters filters = call.filters("dangling", "driver", "label", "name");
        List<Shape> shown = volumes.list().stream()
                .filter(volume -> filters.any("driver", volume.driver()::equals))
                .filter(volume -> filters.any("name", volume.name()::contains))
                .filter(volume -> filters.labels(volume.labels()))
                .filter(volume -> !filters.has("dangling")
                        || filters.flag("dangling", true)
                                == volumes.users(volume.name()).isEmpty())
                .map(VolumeCalls::shape)
                .toList();
        call.json(Shape.of().with("Volumes", shown).with("Warnings", null));
    }

    private void inspect(Call call) throws IOException {
        call.json(shape(volumes.get(call.variable("name"))));
    }

    private void create(Call call) throws IOException {
        Wanted wanted = call.bodyOrEmpty(Wanted.class);
        Volume volume = volumes.create(
                Absent.text(wanted.name()),
                Absent.text(wanted.driver()),
                call.rights()
                        .labels(
                                Absent.text(wanted.driver()),
                                Absent.map(wanted.labels()),
                                Absent.map(wanted.driverOpts())),
                Absent.map(wanted.driverOpts()));
        call.rights().requireVolume(volume.name()); // one of that name may be another's
        call.json(201, shape(volume));
    }

    private static void update(Call call) {
        throw Fault.unavailable("volume update only valid for cluster volumes, but swarm is unavailable", null);
    }

    private void remove(Call call) throws IOException {
        volumes.remove(call.variable("name"), call.flag("force"));
        call.empty(204);
    }

    private void prune(Call call) throws IOException {
        Filters filters = call.filters("all", "label", "label!");
        boolean named = !call.version().atLeast(42) || filters.flag("all", false);
        Volumes.Pruned pruned = volumes.prune(v -> (named || v.anonymous()) && filters.labels(v.labels()));
        told.pruned("volume", pruned.bytes());
        call.json(Shape.of().with("VolumesDeleted", pruned.names()).with("SpaceReclaimed", pruned.bytes()));
    }
}
