package naru.pipeline.job;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.pipeline.credential.Credentials;
import naru.pipeline.deploy.Cluster;
import naru.pipeline.git.Repository;
import naru.pipeline.run.RunLog;
import naru.pipeline.tool.Toolbox;
import naru.pipeline.workshop.Workshop;
import org.jspecify.annotations.Nullable;

/// The queue of runs and what runs now. Safe for use by many threads.
///
/// A queued run is durable when it is accepted and runs after a restart; a run that a restart interrupts is ABORTED.
public final class Runs implements AutoCloseable {
    /// The most runs that wait.
    public static final int MOST_QUEUED = 200;

    private final Jobs jobs;
    private final Credentials credentials;
    private final Shop shop;
    private final int width;
    private final Deque<Run> queue = new ArrayDeque<>();
    private final Map<String, Worker> running = new HashMap<>();
    private boolean closed;

    /// What runs are made with.
    ///
    /// @param workshop where steps run
    /// @param toolbox tools that jobs may name
    /// @param data folder for mirrors, logs, artifacts, checkouts
    /// @param cluster where jobs may deploy
    /// @param environment of all steps, such as the registry's address
    /// @param listener hears of what becomes of runs
    public record Shop(
            Workshop workshop,
            Toolbox toolbox,
            Cluster cluster,
            Path data,
            Map<String, String> environment,
            RunListener listener) {
        /// Copies the environment.
        public Shop {
            environment = Map.copyOf(environment);
        }

        Path folder(String job, int number) {
            return data.resolve("runs").resolve(job).resolve(String.valueOf(number));
        }

        Path mirror(String job) {
            return data.resolve("mirrors").resolve(job + ".git");
        }
    }

    /// Goes on with what is queued and marks what was cut off; at most `width` runs at a time.
    public Runs(Jobs jobs, Credentials credentials, Shop shop, int width) {
        this.jobs = jobs;
        this.credentials = credentials;
        this.shop = shop;
        this.width = width;
        List<Run> kept = jobs.runs().reversed();
        for (Run run : kept) {
            if (run.state() == Run.State.RUNNING) {
                Run aborted = run.ended(Run.State.ABORTED, Jobs.now(), "the daemon ended while it ran");
                jobs.update(aborted);
                tell(aborted);
                Repository.delete(shop.folder(run.job(), run.number()).resolve("scratch"));
            } else if (run.state() == Run.State.QUEUED) {
                queue.add(run);
            }
        }
        synchronized (this) {
            advance();
        }
    }

    /// Queues a run durably; UNAVAILABLE if too many wait. A request for the same commit of the same job by a hook that
    /// waits or was accepted before is answered with that run.
    public synchronized Run enqueue(String jobName, RunRequest request) {
        Job job = jobs.job(jobName);
        requireOpen();
        if (!request.branch().isEmpty()) {
            Repository.requireBranch(request.branch());
        }
        if (!request.commit().isEmpty() && !request.commit().matches("[0-9a-f]{40}")) {
            throw Fault.invalid("a commit is 40 hexadecimal digits, not " + request.commit());
        }
        if (queue.size() >= MOST_QUEUED) {
            throw Fault.unavailable("already " + MOST_QUEUED + " runs wait: try again when some have ended", null);
        }
        Run run = jobs.add(job.name(), request);
        tell(run);
        queue.add(run);
        advance();
        return run;
    }

    /// Queues a run for a commit that a hook told of, unless the job has a run of it on that branch.
    public synchronized Run enqueueOnce(String jobName, RunRequest request) {
        Optional<Run> known = jobs.runs(jobName).stream()
                .filter(run ->
                        run.commit().equals(request.commit()) && run.branch().equals(request.branch()))
                .findFirst();
        return known.isPresent() ? known.get() : enqueue(jobName, request);
    }

    /// Of a run that has no log that is open.
    private void tell(Run run) {
        jobs.find(run.job()).ifPresent(job -> shop.listener().changed(job, run, _ -> {}));
    }

    private void requireOpen() {
        if (closed) {
            throw Fault.unavailable("the daemon is stopping", null);
        }
    }

    /// Starts what may start: the oldest first, one run of a job at a time.
    private void advance() {
        Iterator<Run> waiting = queue.iterator();
        while (!closed && running.size() < width && waiting.hasNext()) {
            Run next = waiting.next();
            boolean busy = running.values().stream()
                    .anyMatch(worker -> worker.run().job().equals(next.job()));
            if (!busy) {
                waiting.remove();
                start(next);
            }
        }
    }

    private void start(Run queued) {
        Optional<Job> job = jobs.find(queued.job());
        if (job.isEmpty()) {
            return;
        }
        Run run = queued.begun(Jobs.now());
        jobs.update(run);
        Worker worker = new Worker(jobs, credentials, shop, job.get(), run);
        running.put(run.id(), worker);
        Thread.ofVirtual().name("run " + run.id()).start(() -> {
            try {
                worker.work();
            } finally {
                ended(run.id());
            }
        });
    }

    private synchronized void ended(String id) {
        running.remove(id);
        notifyAll();
        advance();
    }

    /// Takes a run out of the queue, or asks it to end. CONFLICT if it has ended.
    public synchronized void cancel(String job, int number, String who) {
        Run run = jobs.run(job, number);
        Worker worker = running.get(run.id());
        if (worker != null) {
            worker.cancel("Aborted by " + who);
        } else if (run.state().isFinal()) {
            throw Fault.conflict("run " + run.id() + " has ended: " + run.state());
        } else {
            queue.removeIf(each -> each.id().equals(run.id()));
            Run aborted = run.ended(Run.State.ABORTED, Jobs.now(), "Aborted by " + who);
            jobs.update(aborted);
            tell(aborted);
            notifyAll();
        }
    }

    /// Copies a run's log; with `follow` from before its beginning until its end.
    public void log(String job, int number, OutputStream to, boolean follow) throws IOException {
        Run run = jobs.run(job, number);
        Worker worker = follow ? awaitStart(run) : worker(run.id());
        RunLog live = worker == null ? null : worker.log();
        if (live != null) {
            live.copy(to, follow);
            return;
        }
        RunLog.copyFile(shop.folder(job, number).resolve("log"), 0, to);
    }

    /// Waits until the run's record is final; used by those who follow.
    public synchronized void awaitEnd(String job, int number) {
        while (running.containsKey(job + "/" + number)) {
            pause();
        }
    }

    private synchronized @Nullable Worker worker(String id) {
        return running.get(id);
    }

    private synchronized @Nullable Worker awaitStart(Run run) {
        while (!closed && queue.stream().anyMatch(each -> each.id().equals(run.id()))) {
            pause();
        }
        return running.get(run.id());
    }

    private void pause() {
        try {
            wait(1_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted", e);
        }
    }

    /// Takes a job away with its runs, logs and mirror; CONFLICT while it runs.
    public synchronized void delete(String name) {
        jobs.job(name);
        if (running.values().stream().anyMatch(worker -> worker.run().job().equals(name))) {
            throw Fault.conflict("job " + name + " runs: cancel its run first");
        }
        queue.removeIf(run -> run.job().equals(name));
        jobs.delete(name);
        Repository.delete(shop.data().resolve("runs").resolve(name));
        Repository.delete(shop.mirror(name));
        notifyAll();
    }

    /// How many run and how many wait.
    public synchronized List<Integer> counts() {
        return List.of(running.size(), queue.size());
    }

    /// Ends what runs, as ABORTED, and waits for it; what is queued stays for the next start.
    @Override
    public void close() {
        List<Worker> workers;
        synchronized (this) {
            closed = true;
            workers = new ArrayList<>(running.values());
        }
        workers.forEach(worker -> worker.cancel("the daemon stops"));
        synchronized (this) {
            while (!running.isEmpty()) {
                pause();
            }
            notifyAll();
        }
    }

    /// Whether a job or its status uses a credential.
    public Optional<String> user(String credential) {
        return jobs.jobs().stream()
                .filter(job -> job.credential().filter(credential::equals).isPresent()
                        || job.status()
                                .filter(s -> s.credential().equals(credential))
                                .isPresent())
                .map(Job::name)
                .findFirst();
    }

    static void make(Path folder) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Fault.internal("cannot make " + folder + ": " + e.getMessage(), e);
        }
    }
}
