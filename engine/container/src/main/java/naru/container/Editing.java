package naru.container;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import naru.base.Fault;
import naru.network.EndpointSpec;
import naru.network.Networks;

/// Changes a container that there is. Ports, networks and limits change while it runs; for the rest it is started
/// again, with the same id, name, addresses, volumes and written layer. One that does not start is put back as it was.
final class Editing {
    private final Register register;
    private final Networks networks;
    private final ContainerMounts mounts;
    private final Remaking remaking;
    private final Changes changes;
    private final News news;
    private final Set<String> busy = ConcurrentHashMap.newKeySet();

    Editing(
            Register register,
            Networks networks,
            ContainerMounts mounts,
            Remaking remaking,
            Changes changes,
            News news) {
        this.register = register;
        this.networks = networks;
        this.mounts = mounts;
        this.remaking = remaking;
        this.changes = changes;
        this.news = news;
    }

    /// Applies an edit, or only says what it would change.
    List<Edit.Difference> edit(String ref, Edit edit, boolean dry, Function<String, Container> others) {
        Unit unit = register.find(ref);
        String id = unit.kept().id();
        if (!busy.add(id)) {
            throw Fault.conflict(unit.kept().name() + " is being edited by somebody else");
        }
        try {
            Edited edited = Edited.of(unit.kept().spec(), edit);
            Limits.check(edited.spec().resources(), true);
            Wishes.check(edited.spec());
            edit.connect().forEach(one -> networks.get(one.network()));
            edited.spec().restart().check(edited.spec().config());
            if (!dry && !edited.differences().isEmpty()) {
                apply(unit, edit, edited, others);
                news.tell("update", unit.kept());
            }
            return edited.differences();
        } finally {
            busy.remove(id);
        }
    }

    private void apply(Unit unit, Edit edit, Edited edited, Function<String, Container> others) {
        if (unit.isAlive() && !edited.restarts()) {
            inPlace(unit, edit, edited);
            return;
        }
        Kept before = unit.kept();
        List<MountPoint> points = points(before, edit, edited, others);
        if (unit.isAlive()) {
            remaking.begin(unit, edited.spec(), points);
        } else {
            remaking.set(unit, edited.spec(), points);
            remaking.dropVolumes(unit, before.mounts(), points);
        }
    }

    /// What is mounted stays as it is, anonymous volumes too, but where the edit says otherwise.
    private List<MountPoint> points(Kept kept, Edit edit, Edited edited, Function<String, Container> others) {
        List<MountPoint> points = new ArrayList<>(kept.mounts().stream()
                .filter(point -> !edited.targets().contains(point.destination()))
                .toList());
        Storage added = Storage.mounts(edit.mounts().toArray(MountSpec[]::new));
        points.addAll(mounts.of(kept.id(), added, Set.of(), others));
        return points;
    }

    private void inPlace(Unit unit, Edit edit, Edited edited) {
        unit.enter();
        try {
            Kept before = unit.kept();
            String id = before.id();
            if (!unit.isAlive()) {
                throw Fault.conflict("container " + before.name() + " has just ended: edit it again");
            }
            List<String> joined = new ArrayList<>();
            try {
                for (EndpointSpec one : edit.connect()) {
                    changes.connect(id, one);
                    joined.add(one.network());
                }
                changes.limit(unit, edited.spec().resources());
                networks.publish(
                        id,
                        PublishedPorts.of(
                                edited.spec().networking(),
                                edited.spec().config().exposedPorts()));
            } catch (IOException e) {
                throw Fault.internal("cannot change limits: " + e.getMessage(), e);
            } catch (RuntimeException e) {
                joined.forEach(network -> changes.disconnect(id, network));
                throw e;
            }
            edit.disconnect().forEach(network -> changes.disconnect(id, network));
            unit.change(kept -> kept.asked(edited.spec()).inside(networks.sandbox(id)));
            register.save(unit);
        } finally {
            unit.lock.unlock();
        }
    }
}
