package naru.app.workshop;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import naru.http.Routes;
import naru.pipeline.credential.Credentials;
import naru.pipeline.deploy.Cluster;
import naru.pipeline.gitlab.CommitStatuses;
import naru.pipeline.job.Job;
import naru.pipeline.job.Jobs;
import naru.pipeline.job.Runs;
import naru.pipeline.tool.DefinedTools;
import naru.pipeline.tool.ToolDefinitions;
import naru.pipeline.tool.ToolShelf;
import naru.pipeline.tool.Toolbox;
import naru.pipeline.workshop.Workshop;
import naru.store.Documents;
import naru.web.CredentialRoutes;
import naru.web.GitLabHook;
import naru.web.JobRoutes;
import naru.web.ToolRoutes;

/// Jobs, runs and credentials put together over a workshop.
public final class Pipelines implements AutoCloseable {
    private static final int RUNS_AT_A_TIME = 2;
    private static final Duration GITLAB_PAUSE = Duration.ofSeconds(1);

    private final Jobs jobs;
    private final Credentials credentials;
    private final Runs runs;
    private final CommitStatuses statuses;
    private final ToolDefinitions tools;

    /// With what is kept in the documents and under the data folder; goes on with queued runs at once.
    ///
    /// @param cluster where jobs may deploy
    /// @param environment of all steps
    public Pipelines(
            Documents documents, Path data, Workshop workshop, Cluster cluster, Map<String, String> environment) {
        this.jobs = new Jobs(documents);
        this.credentials = new Credentials(documents, data.resolve("credentials.key"));
        this.tools = new ToolDefinitions(documents);
        Toolbox toolbox = new DefinedTools(tools, new ToolShelf(workshop, data.resolve("tools"), Job.HOST_IMAGE));
        this.statuses = new CommitStatuses(credentials, GITLAB_PAUSE);
        Runs.Shop shop = new Runs.Shop(workshop, toolbox, cluster, data.resolve("pipelines"), environment, statuses);
        this.runs = new Runs(jobs, credentials, shop, RUNS_AT_A_TIME);
    }

    /// The API of those who may do all.
    public void addApi(Routes routes) {
        JobRoutes.add(routes, jobs, runs);
        CredentialRoutes.add(routes, credentials, runs);
        ToolRoutes.add(routes, tools);
    }

    /// What anybody may call who has a token of a hook.
    public void addHooks(Routes routes) {
        GitLabHook.add(routes, jobs, runs);
    }

    @Override
    public void close() {
        runs.close();
        statuses.close();
    }
}
