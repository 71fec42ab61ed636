package naru.web;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import naru.base.Fault;
import naru.base.Json;
import naru.http.Exchange;
import naru.http.Routes;
import naru.pipeline.job.Job;
import naru.pipeline.job.Jobs;
import naru.pipeline.job.RunRequest;
import naru.pipeline.job.Runs;
import tools.jackson.databind.JsonNode;

/// `POST /hooks/gitlab`: GitLab's push hooks start the jobs of the repository that show the right token.
///
/// Answers 202 with the runs once they are durable, also for a delivery that comes again; 401 for a wrong token, 404
/// for a repository without a job, 400 for a body that is no hook, 413 for one over 1 MB. The format is GitLab's, from
/// its documentation of webhook events.
public final class GitLabHook {
    private static final int LARGEST = 1 << 20;
    private static final String BRANCH = "refs/heads/";
    private static final String GONE = "0".repeat(40);

    private final Jobs jobs;
    private final Runs runs;

    private GitLabHook(Jobs jobs, Runs runs) {
        this.jobs = jobs;
        this.runs = runs;
    }

    /// Adds the route.
    public static void add(Routes routes, Jobs jobs, Runs runs) {
        routes.post("/hooks/gitlab", new GitLabHook(jobs, runs)::receive);
    }

    private void receive(Exchange exchange) throws IOException {
        String token = exchange.header("X-Gitlab-Token");
        if (token.isEmpty()
                || jobs.jobs().stream().filter(job -> job.admits(token)).count() == 0) {
            throw Fault.unauthorized("no job has this token (header X-Gitlab-Token)");
        }
        JsonNode body = Json.tree(exchange.bodyBytes(LARGEST));
        if (!body.isObject() || !body.path("project").isObject()) {
            throw Fault.invalid("not a webhook of GitLab: no 'project'");
        }
        List<Job> meant = meant(body.path("project"));
        List<Job> admitted = meant.stream().filter(job -> job.admits(token)).toList();
        if (admitted.isEmpty()) {
            throw meant.isEmpty()
                    ? Fault.notFound("no job is registered for this repository")
                    : Fault.unauthorized("this is not the token of the repository's job");
        }
        exchange.json(202, Map.of("runs", start(body, admitted)));
    }

    /// The jobs whose repository is the project's, by any of its addresses.
    private List<Job> meant(JsonNode project) {
        Set<String> addresses = new LinkedHashSet<>();
        for (String field : List.of("git_http_url", "git_ssh_url", "http_url", "ssh_url", "url", "web_url")) {
            String address = project.path(field).asString("");
            if (!address.isEmpty()) {
                addresses.add(plain(address));
            }
        }
        return jobs.jobs().stream()
                .filter(job -> addresses.contains(plain(job.repo())))
                .toList();
    }

    /// An address without what may differ between two names of one repository: scheme, user, `.git`.
    static String plain(String address) {
        String text = address.strip();
        try {
            URI uri = new URI(text);
            if (uri.getHost() != null) {
                String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
                text = uri.getHost().toLowerCase(Locale.ROOT) + port + uri.getPath();
            }
        } catch (URISyntaxException e) {
            text = scp(text);
        }
        text = text.contains("@") && text.contains(":") ? scp(text) : text;
        text = text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
        return text.endsWith(".git") ? text.substring(0, text.length() - 4) : text;
    }

    private static String scp(String text) {
        String host = text.substring(text.indexOf('@') + 1);
        return host.replaceFirst(":", "/");
    }

    private List<Map<String, Object>> start(JsonNode body, List<Job> admitted) {
        String ref = body.path("ref").asString("");
        String commit = body.path("checkout_sha").asString(body.path("after").asString(""));
        String kind = body.path("object_kind").asString("");
        List<Map<String, Object>> started = new ArrayList<>();
        boolean push = kind.equals("push") && ref.startsWith(BRANCH);
        if (!push
                || commit.isEmpty()
                || commit.equals(GONE)
                || body.path("after").asString("").equals(GONE)) {
            return started; // another event, or a branch that was deleted: nothing to build
        }
        if (!commit.matches("[0-9a-f]{40}")) {
            throw Fault.invalid("'checkout_sha' is not a commit");
        }
        String branch = ref.substring(BRANCH.length());
        for (Job job : admitted) {
            if (job.builds(branch)) {
                RunRequest request = new RunRequest(branch, commit, Map.of(), cause(body));
                started.add(JobRoutes.run(runs.enqueueOnce(job.name(), request)));
            }
        }
        return started;
    }

    private static String cause(JsonNode body) {
        String user = body.path("user_username").asString("");
        return "a push by " + (user.matches("[A-Za-z0-9_.-]{1,100}") ? user : "somebody");
    }
}
