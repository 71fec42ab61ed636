package naru.container;

import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import naru.base.Instance;
import naru.network.EndpointSpec;
import naru.network.Networks;
import naru.store.Documents;
import naru.volume.Volumes;
import org.jspecify.annotations.Nullable;

/// The containers of one instance. Safe for use by many threads. A `ref` is an id, a unique beginning of one, or a
/// name; an unknown one is NOT_FOUND.
public interface Containers extends AutoCloseable {
    /// Brings store and kernel into agreement after a start: living containers are adopted, exits that happened
    /// meanwhile are told, policies applied, and what nobody owns is cleaned away. Call it once, before all else.
    void restore();

    /// Creates a container and answers its full id. INVALID for what makes no sense, CONFLICT for a name in use,
    /// NOT_FOUND for an unknown image.
    String create(ContainerSpec spec);

    /// Computes all that the creation and the start of such a container compute, and leaves nothing: what the virtual
    /// machine does only the first time is done then. It mounts nothing, and its image need not be there.
    void practise(ContainerSpec spec);

    /// Starts it; NOT_MODIFIED if it runs.
    void start(String ref);

    /// Asks it to end and kills it after `timeout` (null: as it was created, else 10 s; negative: never); returns when
    /// it ended. `signal` empty: as it was created. NOT_MODIFIED if it does not run.
    void stop(String ref, @Nullable Duration timeout, String signal);

    /// Sends a signal, by name or number; empty is SIGKILL. CONFLICT if it does not run.
    void kill(String ref, String signal);

    /// Stops and starts.
    void restart(String ref, @Nullable Duration timeout, String signal);

    /// Freezes its processes.
    void pause(String ref);

    /// Lets them go on.
    void unpause(String ref);

    /// Does some work while its processes, if it runs, are frozen; an engine that is killed meanwhile lets them go on
    /// when it comes back.
    <T> T paused(String ref, Supplier<T> work);

    /// Removes it; CONFLICT while it runs, unless `force` kills it. `volumes` takes its anonymous volumes along.
    void remove(String ref, boolean force, boolean volumes);

    /// Takes a link away: it knows another container by this alias no more; NOT_FOUND if it never did.
    void unlink(String ref, String alias);

    /// Gives it another name.
    void rename(String ref, String name);

    /// As it is now.
    Container get(String ref);

    /// All, the youngest first.
    List<Container> list();

    /// Completes when the condition is met.
    CompletableFuture<ExitResult> await(String ref, WaitCondition condition);

    /// Its streams; for one that was not started yet, from its start on.
    Streams attach(String ref, AttachOptions options);

    /// Sets the size of its terminal.
    void resize(String ref, int rows, int columns);

    /// Prepares a command in it and answers the command's id.
    String createExec(String ref, ExecSpec spec);

    /// Starts a prepared command; detached, its output goes nowhere and the streams are at their end.
    Streams startExec(String execId, boolean detach);

    /// A command as it is now; NOT_FOUND if unknown.
    Exec exec(String execId);

    /// Completes with the exit code of a command that was started.
    CompletableFuture<Integer> awaitExec(String execId);

    /// Ends a command at once; of no effect if it has ended or was not started.
    void killExec(String execId);

    /// Sets the size of a command's terminal.
    void resizeExec(String execId, int rows, int columns);

    /// Its log.
    Logs logs(String ref, LogOptions options);

    /// Its processes; `arguments` of ps(1), empty for `-ef`.
    Top top(String ref, String arguments);

    /// What is at a path in it.
    PathStat stat(String ref, String path);

    /// Writes a tar archive of what is at a path, and answers what that is.
    PathStat read(String ref, String path, OutputStream tar);

    /// Unpacks a tar archive in a folder of it. `keepKinds`: a folder never replaces a file nor the other way round.
    ///
    /// @param asUser what is written belongs to the user that the container was created with, if one was named
    void write(String ref, String path, InputStream tar, boolean keepKinds, boolean asUser);

    /// Writes a tar archive of its whole root file system.
    void export(String ref, OutputStream tar);

    /// Does some work while what it has written stays on the disk, although it may be started or removed meanwhile.
    <T> T withFiles(String ref, Supplier<T> work);

    /// Changes limits and policy while it runs; null leaves the policy.
    void update(String ref, Resources resources, @Nullable RestartPolicy restart);

    /// Changes what it was created with, and answers what that is. Ports, networks and limits change while it
    /// runs; for the rest it is started again, and put back as it was if it does not start (CONFLICT). With
    /// `dry` it only says what would change.
    List<Edit.Difference> edit(String ref, Edit edit, boolean dry);

    /// Makes it part of a network, at once if it runs.
    void connect(String ref, EndpointSpec endpoint);

    /// Takes it out of a network.
    void disconnect(String ref, String network, boolean force);

    /// Bytes of its writable layer.
    long size(String ref);

    /// Removes all that do not run and that the filter accepts.
    Pruned prune(Predicate<Container> filter);

    /// How its runs ended, the latest first; also those of containers that are gone, by id or name. NOT_FOUND if nobody
    /// ever heard of it.
    List<Ending> endings(String ref);

    /// Whether containers have users of their own unless they ask for the host's.
    boolean haveOwnUsers();

    /// Who makes their control groups.
    CgroupDriver cgroupDriver();

    /// What runs containers.
    RuntimeNames runtimes();

    /// What happens.
    Events events();

    /// Lets go of them: they go on without us.
    @Override
    void close();

    /// The containers of an instance; their records are in `documents`.
    static Containers open(
            Instance instance,
            Documents documents,
            Roots roots,
            Networks networks,
            Volumes volumes,
            ContainerOptions options) {
        try {
            return new Engine(instance, documents, roots, networks, volumes, options);
        } catch (java.io.IOException e) {
            throw naru.base.Fault.internal("cannot open the containers: " + e.getMessage(), e);
        }
    }
}
