package naru.pipeline.job;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import naru.store.Documents;

/// Jobs and runs as kept in documents; commits are durable when a call returns. Safe for use by many threads.
public final class Jobs {
    private static final String JOBS = "jobs";
    private static final String RUNS = "runs";
    private static final String NUMBERS = "run-numbers";

    private final Documents documents;

    /// Over these documents.
    public Jobs(Documents documents) {
        this.documents = documents;
    }

    /// Keeps a new job; CONFLICT if the name is taken.
    public synchronized Job create(Job job) {
        if (documents.get(JOBS, job.name()).isPresent()) {
            throw Fault.conflict("a job named " + job.name() + " exists: remove it first or choose another name");
        }
        documents.put(JOBS, job.name(), Json.write(job));
        return job;
    }

    /// A job; NOT_FOUND otherwise.
    public Job job(String name) {
        return find(name).orElseThrow(() -> Fault.notFound("no job named " + name + " ('naru job list' shows all)"));
    }

    /// A job, if there is one.
    public Optional<Job> find(String name) {
        return documents.get(JOBS, name).map(bytes -> Json.read(bytes, Job.class));
    }

    /// All jobs by name.
    public List<Job> jobs() {
        return documents.all(JOBS).values().stream()
                .map(bytes -> Json.read(bytes, Job.class))
                .toList();
    }

    /// Takes a job and its runs away.
    synchronized void delete(String name) {
        job(name);
        List<Documents.Change> changes = new ArrayList<>();
        changes.add(new Documents.Delete(JOBS, name));
        for (Run run : runs(name)) {
            changes.add(new Documents.Delete(RUNS, key(name, run.number())));
        }
        documents.commit(changes);
    }

    /// Keeps a new run with the next number, which is never given again, even to a job of the same name.
    synchronized Run add(String job, RunRequest request) {
        int number = documents
                        .get(NUMBERS, job)
                        .map(bytes -> Json.read(bytes, Integer.class))
                        .orElse(0)
                + 1;
        Run run = new Run(
                job,
                number,
                Run.State.QUEUED,
                request.cause(),
                request.branch(),
                request.commit(),
                request.parameters(),
                now(),
                null,
                null,
                "");
        documents.commit(List.of(
                new Documents.Put(NUMBERS, job, Json.write(number)),
                new Documents.Put(RUNS, key(job, number), Json.write(run))));
        return run;
    }

    /// Replaces what is kept of a run; nothing happens when its job is gone.
    synchronized void update(Run run) {
        if (documents.get(RUNS, key(run.job(), run.number())).isPresent()) {
            documents.put(RUNS, key(run.job(), run.number()), Json.write(run));
        }
    }

    /// A run; NOT_FOUND otherwise.
    public Run run(String job, int number) {
        return documents
                .get(RUNS, key(job, number))
                .map(bytes -> Json.read(bytes, Run.class))
                .orElseThrow(() -> Fault.notFound("no run " + job + "/" + number + ": naru job runs " + job));
    }

    /// All runs, newest first.
    public List<Run> runs() {
        return documents.all(RUNS).values().stream()
                .map(bytes -> Json.read(bytes, Run.class))
                .sorted(Comparator.comparing(Run::queued)
                        .thenComparing(Run::number)
                        .reversed())
                .toList();
    }

    /// A job's runs, newest first.
    public List<Run> runs(String job) {
        return runs().stream().filter(run -> run.job().equals(job)).toList();
    }

    private static String key(String job, int number) {
        return "%s/%08d".formatted(job, number);
    }

    static java.time.Instant now() {
        return java.time.Instant.now().truncatedTo(java.time.temporal.ChronoUnit.MILLIS);
    }
}
