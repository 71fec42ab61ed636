package naru.pipeline.gitlab;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import naru.base.Json;
import naru.pipeline.job.Job;
import naru.pipeline.job.Run;

/// One state of a commit as GitLab's API takes it: `POST /api/v4/projects/:id/statuses/:sha`.
///
/// @param target where it is posted
/// @param fields the body
record CommitStatus(URI target, Map<String, String> fields) {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LONGEST = 255;

    static CommitStatus of(Job job, Job.Status status, Run run) {
        String base = status.gitlab().replaceFirst("/+$", "");
        URI target =
                URI.create(base + "/api/v4/projects/" + Project.id(base, job.repo()) + "/statuses/" + run.commit());
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("state", state(run.state()));
        fields.put("name", "naru/" + job.name());
        if (!run.branch().isEmpty()) {
            fields.put("ref", run.branch());
        }
        fields.put("description", description(run));
        return new CommitStatus(target, fields);
    }

    /// GitLab knows no result between success and failure: tests that failed are a failure.
    private static String state(Run.State state) {
        return switch (state) {
            case QUEUED -> "pending";
            case RUNNING -> "running";
            case SUCCESS -> "success";
            case UNSTABLE, FAILURE -> "failed";
            case ABORTED -> "canceled";
        };
    }

    private static String description(Run run) {
        String text = "run " + run.number() + (run.message().isEmpty() ? "" : ": " + run.message());
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    HttpRequest request(String token) {
        return HttpRequest.newBuilder(target)
                .timeout(LIMIT)
                .header("PRIVATE-TOKEN", token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(fields)))
                .build();
    }
}
