package naru.app.workshop;

import java.nio.file.Path;
import java.util.Map;
import naru.http.Routes;
import naru.pipeline.credential.Credentials;
import naru.pipeline.job.Jobs;
import naru.pipeline.job.Runs;
import naru.pipeline.workshop.Workshop;
import naru.store.Documents;
import naru.web.CredentialRoutes;
import naru.web.GitLabHook;
import naru.web.JobRoutes;

/// Jobs, runs and credentials put together over a workshop.
public final class Pipelines implements AutoCloseable {
    private static final int RUNS_AT_A_TIME = 2;

    private final Jobs jobs;
    private final Credentials credentials;
    private final Runs runs;

    /// With what is kept in the documents and under the data folder; goes on with queued runs at once.
    public Pipelines(Documents documents, Path data, Workshop workshop) {
        this.jobs = new Jobs(documents);
        this.credentials = new Credentials(documents, data.resolve("credentials.key"));
        Runs.Shop shop = new Runs.Shop(workshop, data.resolve("pipelines"), Map.of());
        this.runs = new Runs(jobs, credentials, shop, RUNS_AT_A_TIME);
    }

    /// The API of those who may do all.
    public void addApi(Routes routes) {
        JobRoutes.add(routes, jobs, runs);
        CredentialRoutes.add(routes, credentials, runs);
    }

    /// What anybody may call who has a token of a hook.
    public void addHooks(Routes routes) {
        GitLabHook.add(routes, jobs, runs);
    }

    @Override
    public void close() {
        runs.close();
    }
}
