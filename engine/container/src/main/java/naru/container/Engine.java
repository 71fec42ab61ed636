package naru.container;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import naru.base.Fault;
import naru.base.Instance;
import naru.network.EndpointSpec;
import naru.network.Networks;
import naru.store.Documents;
import naru.volume.Volumes;
import org.jspecify.annotations.Nullable;

/// The containers, over conmon and an OCI runtime: what each call asks of whom. What a call does to one container
/// happens under that container's lock.
final class Engine implements Containers {
    private final Register register;
    private final Runtimes runtimes;
    private final Runner runner;
    private final Execs execs;
    private final ExitWatch exits;
    private final Events events = new Events();
    private final HealthTests health;
    private final Restarts restarts;
    private final Rotation rotation;
    private final Views views;
    private final Commands commands;
    private final Freezer freezer;
    private final Stops stops;
    private final Removal removal;
    private final HeldRoots held;
    private final LinkedHosts linkedHosts;
    private final Starts starts;
    private final Changes changes;
    private final Remaking remaking;
    private final Editing editing;
    private final Attachments attachments;
    private final ContainerFiles files;
    private final Restoration restoration;
    private final EndingRecords records;
    private final Shippers shippers;

    Engine(
            Instance instance,
            Documents documents,
            Roots roots,
            Networks networks,
            Volumes volumes,
            ContainerOptions options)
            throws IOException {
        Files.createDirectories(instance.data().resolve("containers"));
        Files.createDirectories(instance.run().resolve("containers"));
        register = new Register(documents);
        held = new HeldRoots(roots, volumes);
        ContainerMounts mounts = new ContainerMounts(volumes, held);
        runtimes = Runtimes.find(options, instance.run());
        Conmon conmon = new Conmon(options.programs().conmon());
        runner = new Runner(instance, held, networks, mounts, runtimes, conmon, options);
        News news = new News(events);
        exits = new ExitWatch(runner.folders().exits());
        execs = new Execs(runner, exits, options.attachPatience());
        views = new Views(register, networks, execs, runner);
        commands = new Commands(register, execs, news);
        freezer = new Freezer(register, runner, news);
        stops = new Stops(register, freezer, news);
        health = new HealthTests(commands, news, stops::endUnhealthy);
        shippers = new Shippers(runner);
        removal = new Removal(register, runner, held, networks, volumes, execs, stops, shippers, news);
        records = new EndingRecords(documents);
        linkedHosts = new LinkedHosts(register, runner, networks);
        starts = new Starts(
                register,
                new Creation(mounts, runtimes),
                runner,
                linkedHosts,
                held,
                volumes,
                exits,
                health,
                removal,
                shippers,
                new StartOrder(register, events),
                records,
                news);
        restarts = new Restarts(starts::startAgain);
        Endings endings = new Endings(register, exits, runner, execs, health, removal, restarts, records, news);
        restoration =
                new Restoration(register, runner, held, networks, volumes, starts, endings, health, shippers, freezer);
        changes = new Changes(register, runner, networks, news);
        remaking = new Remaking(register, networks, volumes, starts, stops, news, documents);
        editing = new Editing(register, networks, mounts, remaking, changes, news);
        attachments = new Attachments(register, runner, news, options.attachPatience());
        files = new ContainerFiles(register, held, runner.users());
        rotation = new Rotation(register, runner, shippers);
        exits.begin(endings::exited);
    }

    @Override
    public void restore() {
        restoration.restore(remaking.unfinished());
        remaking.resume();
        rotation.begin();
    }

    @Override
    public String create(ContainerSpec spec) {
        return starts.create(spec, this::get);
    }

    @Override
    public void practise(ContainerSpec spec) {
        starts.practise(spec);
    }

    @Override
    public void start(String ref) {
        starts.start(ref);
    }

    @Override
    public void stop(String ref, @Nullable Duration timeout, String signal) {
        stops.stop(ref, timeout, signal);
    }

    @Override
    public void kill(String ref, String signal) {
        stops.kill(ref, signal);
    }

    @Override
    public void restart(String ref, @Nullable Duration timeout, String signal) {
        Unit unit = register.find(ref);
        if (unit.isAlive()) {
            try {
                stops.stop(ref, timeout, signal);
            } catch (Fault e) {
                if (e.kind() != Fault.Kind.NOT_MODIFIED) {
                    throw e;
                }
            }
        }
        starts.start(ref);
        new News(events).tell("restart", unit.kept());
    }

    @Override
    public void pause(String ref) {
        freezer.pause(ref);
    }

    @Override
    public void unpause(String ref) {
        freezer.unpause(ref);
    }

    @Override
    public <T> T paused(String ref, Supplier<T> work) {
        return freezer.during(ref, work);
    }

    @Override
    public void remove(String ref, boolean force, boolean withVolumes) {
        removal.remove(ref, force, withVolumes);
    }

    @Override
    public void unlink(String ref, String alias) {
        linkedHosts.unlink(ref, alias);
    }

    @Override
    public void rename(String ref, String name) {
        changes.rename(ref, name);
    }

    @Override
    public Container get(String ref) {
        return views.get(ref);
    }

    @Override
    public List<Container> list() {
        return views.list();
    }

    @Override
    public CompletableFuture<ExitResult> await(String ref, WaitCondition condition) {
        return views.await(ref, condition);
    }

    @Override
    public Streams attach(String ref, AttachOptions options) {
        return attachments.attach(ref, options);
    }

    @Override
    public void resize(String ref, int rows, int columns) {
        attachments.resize(ref, rows, columns);
    }

    @Override
    public String createExec(String ref, ExecSpec spec) {
        return commands.create(ref, spec);
    }

    @Override
    public Streams startExec(String execId, boolean detach) {
        return commands.start(execId, detach);
    }

    @Override
    public Exec exec(String execId) {
        return commands.get(execId);
    }

    @Override
    public CompletableFuture<Integer> awaitExec(String execId) {
        return commands.end(execId);
    }

    @Override
    public void killExec(String execId) {
        commands.kill(execId);
    }

    @Override
    public void resizeExec(String execId, int rows, int columns) {
        commands.resize(execId, rows, columns);
    }

    @Override
    public Logs logs(String ref, LogOptions options) {
        return attachments.logs(ref, options);
    }

    @Override
    public Top top(String ref, String arguments) {
        return commands.top(ref, arguments);
    }

    @Override
    public PathStat stat(String ref, String path) {
        return files.stat(ref, path);
    }

    @Override
    public PathStat read(String ref, String path, OutputStream tar) {
        return files.read(ref, path, tar);
    }

    @Override
    public void write(String ref, String path, InputStream tar, boolean keepKinds, boolean asUser) {
        files.write(ref, path, tar, keepKinds, asUser);
    }

    @Override
    public void export(String ref, OutputStream tar) {
        files.export(ref, tar);
    }

    @Override
    public <T> T withFiles(String ref, Supplier<T> work) {
        return files.during(ref, work);
    }

    @Override
    public void update(String ref, Resources resources, @Nullable RestartPolicy restart) {
        changes.update(ref, resources, restart);
    }

    @Override
    public List<Edit.Difference> edit(String ref, Edit edit, boolean dry) {
        return editing.edit(ref, edit, dry, this::get);
    }

    @Override
    public void connect(String ref, EndpointSpec endpoint) {
        changes.connect(ref, endpoint);
    }

    @Override
    public void disconnect(String ref, String network, boolean force) {
        changes.disconnect(ref, network);
    }

    @Override
    public long size(String ref) {
        return runner.size(register.find(ref).kept().id());
    }

    @Override
    public Pruned prune(Predicate<Container> filter) {
        return removal.prune(list(), filter);
    }

    @Override
    public List<Ending> endings(String ref) {
        List<Ending> found = records.of(ref);
        return found.isEmpty() ? records.of(register.find(ref).kept().id()) : found;
    }

    @Override
    public boolean haveOwnUsers() {
        return runner.users().isOn();
    }

    @Override
    public CgroupDriver cgroupDriver() {
        return runner.groups().driver();
    }

    @Override
    public RuntimeNames runtimes() {
        return runtimes.names();
    }

    @Override
    public Events events() {
        return events;
    }

    @Override
    public void close() {
        removal.close(); // what is being cleared away is gone before the networks are let go
        held.close();
        try {
            exits.close();
        } catch (IOException e) {
            throw Fault.internal("cannot stop watching exits", e);
        }
        register.all().forEach(Unit::settle); // whoever waited for an end knows it before all is cleared away
        records.close();
        rotation.close();
        shippers.close();
        restarts.close();
        register.all().forEach(health::end);
        runner.groups().leave();
        runtimes.close();
    }
}
