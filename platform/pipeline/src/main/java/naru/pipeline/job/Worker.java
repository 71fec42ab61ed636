package naru.pipeline.job;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.pipeline.credential.Credentials;
import naru.pipeline.credential.Secret;
import naru.pipeline.deploy.ClusterAccess;
import naru.pipeline.git.Repository;
import naru.pipeline.run.Execution;
import naru.pipeline.run.Masker;
import naru.pipeline.run.Result;
import naru.pipeline.run.RunLog;
import naru.pipeline.run.Setup;
import org.jspecify.annotations.Nullable;

/// Does one run: fetches, reads the Jenkinsfile, executes it, keeps how it ended.
final class Worker {
    private static final System.Logger LOG = System.getLogger("naru.pipeline");

    private final Jobs jobs;
    private final Credentials credentials;
    private final Runs.Shop shop;
    private final Job job;
    private final RunLog log;
    private final Path folder;
    private volatile Run run;
    private @Nullable Execution execution;
    private @Nullable String cancelled;

    Worker(Jobs jobs, Credentials credentials, Runs.Shop shop, Job job, Run run) {
        this.jobs = jobs;
        this.credentials = credentials;
        this.shop = shop;
        this.job = job;
        this.run = run;
        this.folder = shop.folder(job.name(), run.number());
        Runs.make(folder.resolve("artifacts"));
        this.log = new RunLog(folder.resolve("log"), new Masker());
    }

    Run run() {
        return run;
    }

    RunLog log() {
        return log;
    }

    /// Runs to the end; failures of any kind are the run's result.
    void work() {
        Run.State state = Run.State.FAILURE;
        String message = "";
        Optional<ClusterAccess> cluster = Optional.empty();
        try {
            log.line("Started by " + run.cause());
            cluster = job.cluster().map(namespace -> shop.cluster().open(job.name(), namespace));
            cluster.ifPresent(access -> log.masker().hide(access.token()));
            Execution.Outcome outcome = prepare(cluster).run();
            state = Run.State.valueOf(outcome.result().name());
            message = outcome.message();
        } catch (Fault e) {
            message = e.sentence();
            log.line("ERROR: " + message + "\nFinished: FAILURE");
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "run " + run.id(), e);
            message = "a fault of ours: " + e;
            log.line("ERROR: " + message + "\nFinished: FAILURE");
        } finally {
            cluster.ifPresent(this::leave);
            run = run.ended(state, Jobs.now(), message.lines().findFirst().orElse(""));
            jobs.update(run);
            shop.listener().changed(job, run, log::line);
            log.close();
            Repository.delete(folder.resolve("scratch"));
        }
    }

    private void leave(ClusterAccess access) {
        try {
            access.close();
        } catch (Fault e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the rights of " + run.id() + " in the cluster stay until they end",
                    e);
        }
    }

    private Execution prepare(Optional<ClusterAccess> cluster) {
        Optional<Secret> login = job.credential().map(credentials::secret);
        login.ifPresent(secret -> secret.values().forEach(log.masker()::hide));
        Path hosts = shop.data().resolve("known_hosts");
        Repository repository = new Repository(shop.mirror(job.name()), job.repo(), login, hosts);
        String branch = run.branch().isEmpty() ? branch(repository) : run.branch();
        log.line("Fetching " + job.repo() + " (" + branch + ")");
        String commit = repository.fetch(branch, run.commit());
        run = run.of(branch, commit);
        jobs.update(run);
        shop.listener().changed(job, run, log::line);
        log.line("Commit " + commit.substring(0, 12) + ": " + repository.subject(commit));
        String script = repository.text(commit, job.scriptPath());
        Runs.make(folder.resolve("scratch"));
        return begin(new Execution(setup(repository, branch, commit, hosts, cluster), script));
    }

    private String branch(Repository repository) {
        return job.branch().contains("*") ? repository.defaultBranch() : job.branch();
    }

    private synchronized Execution begin(Execution fresh) {
        execution = fresh;
        String reason = cancelled;
        if (reason != null) {
            fresh.cancel(reason);
        }
        return fresh;
    }

    /// Asks the run to end.
    synchronized void cancel(String reason) {
        cancelled = reason;
        Execution current = execution;
        if (current != null) {
            current.cancel(reason);
        }
    }

    private Setup setup(
            Repository repository, String branch, String commit, Path hosts, Optional<ClusterAccess> cluster) {
        Path scratch = folder.resolve("scratch");
        return new Setup(
                job.name(),
                run.number(),
                branch,
                commit,
                job.repo(),
                job.image(),
                job.docker(),
                cluster,
                job.mounts(),
                environment(branch, commit),
                run.parameters(),
                scratch,
                folder.resolve("artifacts"),
                shop.workshop(),
                shop.toolbox(),
                credentials::secret,
                new Setup.Checkout() {
                    @Override
                    public void into(Path target) {
                        repository.checkout(commit, branch, target);
                    }

                    @Override
                    public String other(String address, String name, Optional<Secret> login, Path target) {
                        Path mirror = target.resolveSibling(target.getFileName() + ".git");
                        Repository another = new Repository(mirror, address, login, hosts);
                        String head = another.fetch(Repository.requireBranch(name), "");
                        another.checkout(head, name, target);
                        return head;
                    }
                },
                log,
                previous());
    }

    private Optional<Result> previous() {
        return jobs.runs(job.name()).stream()
                .filter(each -> each.number() < run.number())
                .findFirst()
                .flatMap(each -> each.state().result());
    }

    private Map<String, String> environment(String branch, String commit) {
        Map<String, String> all = new LinkedHashMap<>(shop.environment());
        String number = String.valueOf(run.number());
        all.put("CI", "true");
        all.put("JOB_NAME", job.name());
        all.put("JOB_BASE_NAME", job.name());
        all.put("BUILD_NUMBER", number);
        all.put("BUILD_ID", number);
        all.put("BUILD_DISPLAY_NAME", "#" + number);
        all.put("BUILD_TAG", "naru-" + job.name() + "-" + number);
        all.put("BRANCH_NAME", branch);
        all.put("GIT_BRANCH", "origin/" + branch);
        all.put("GIT_LOCAL_BRANCH", branch);
        all.put("GIT_COMMIT", commit);
        all.put("GIT_URL", job.repo());
        return all;
    }
}
