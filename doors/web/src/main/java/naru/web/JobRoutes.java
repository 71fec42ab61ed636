package naru.web;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Ids;
import naru.base.Json;
import naru.http.Exchange;
import naru.http.Routes;
import naru.pipeline.job.Job;
import naru.pipeline.job.Jobs;
import naru.pipeline.job.Run;
import naru.pipeline.job.RunRequest;
import naru.pipeline.job.Runs;
import naru.pipeline.workshop.Workshop;
import tools.jackson.databind.JsonNode;

/// The JSON API's jobs and runs. Whoever reaches these routes is allowed everything.
public final class JobRoutes {
    private static final int LARGEST_BODY = 1 << 20;
    private static final int TOKEN_BYTES = 24;
    private static final int DEFAULT_LIMIT = 100;

    private final Jobs jobs;
    private final Runs runs;

    private JobRoutes(Jobs jobs, Runs runs) {
        this.jobs = jobs;
        this.runs = runs;
    }

    /// Adds the routes.
    public static void add(Routes routes, Jobs jobs, Runs runs) {
        JobRoutes own = new JobRoutes(jobs, runs);
        routes.get("/api/v1/jobs", own::list);
        routes.post("/api/v1/jobs", own::create);
        routes.get("/api/v1/jobs/{job}", e -> e.json(200, job(jobs.job(e.variable("job")))));
        routes.delete("/api/v1/jobs/{job}", e -> {
            runs.delete(e.variable("job"));
            e.empty(204);
        });
        routes.post("/api/v1/jobs/{job}/runs", own::start);
        routes.get("/api/v1/runs", own::runs);
        routes.get("/api/v1/jobs/{job}/runs/{number}", e -> e.json(200, run(own.named(e))));
        routes.get("/api/v1/jobs/{job}/runs/{number}/log", own::log);
        routes.post("/api/v1/jobs/{job}/runs/{number}/cancel", e -> {
            Run run = own.named(e);
            runs.cancel(run.job(), run.number(), "the API");
            e.json(202, run(jobs.run(run.job(), run.number())));
        });
    }

    static JsonNode body(Exchange exchange) throws IOException {
        JsonNode body = Json.tree(exchange.bodyBytes(LARGEST_BODY));
        if (!body.isObject()) {
            throw Fault.invalid("the body must be a JSON object");
        }
        return body;
    }

    static String text(JsonNode body, String field, String absent) {
        JsonNode value = body.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return absent;
        }
        if (!value.isString()) {
            throw Fault.invalid("'" + field + "' must be a text");
        }
        return value.asString();
    }

    private static Optional<String> optional(JsonNode body, String field) {
        return Optional.of(text(body, field, "")).filter(value -> !value.isEmpty());
    }

    private void list(Exchange exchange) throws IOException {
        exchange.json(
                200, Map.of("items", jobs.jobs().stream().map(JobRoutes::job).toList()));
    }

    private void create(Exchange exchange) throws IOException {
        JsonNode body = body(exchange);
        String given = text(body, "hookToken", "");
        String token = given.isEmpty() ? Ids.secret(TOKEN_BYTES) : given;
        List<Workshop.Mount> mounts = new ArrayList<>();
        body.path("volumes").forEach(volume -> mounts.add(Job.mount(volume.asString(""))));
        JsonNode status = body.path("status");
        Job job = jobs.create(new Job(
                text(body, "name", ""),
                text(body, "repo", ""),
                optional(body, "credential"),
                text(body, "branch", "*"),
                text(body, "scriptPath", "Jenkinsfile"),
                text(body, "image", Job.HOST_IMAGE),
                mounts,
                body.path("docker").asBoolean(false),
                optional(body, "cluster"),
                status.isObject()
                        ? Optional.of(new Job.Status(text(status, "gitlab", ""), text(status, "credential", "")))
                        : Optional.empty(),
                Job.digest(token)));
        Map<String, Object> answer = job(job);
        if (given.isEmpty()) {
            answer.put("hookToken", token);
        }
        exchange.json(201, answer);
    }

    private static Map<String, Object> job(Job job) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", job.name());
        map.put("repo", job.repo());
        job.credential().ifPresent(id -> map.put("credential", id));
        map.put("branch", job.branch());
        map.put("scriptPath", job.scriptPath());
        map.put("image", job.image());
        map.put(
                "volumes",
                job.mounts().stream()
                        .map(m -> m.source() + ":" + m.target() + (m.readOnly() ? ":ro" : ""))
                        .toList());
        map.put("docker", job.docker());
        job.cluster().ifPresent(namespace -> map.put("cluster", namespace));
        job.status().ifPresent(s -> map.put("status", Map.of("gitlab", s.gitlab(), "credential", s.credential())));
        return map;
    }

    static Map<String, Object> run(Run run) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", run.id());
        map.put("job", run.job());
        map.put("number", run.number());
        map.put("state", run.state().name());
        map.put("cause", run.cause());
        map.put("branch", run.branch());
        map.put("commit", run.commit());
        map.put("queued", run.queued().toString());
        if (run.started() != null) {
            map.put("started", run.started().toString());
        }
        if (run.finished() != null) {
            map.put("finished", run.finished().toString());
        }
        map.put("message", run.message());
        return map;
    }

    private void start(Exchange exchange) throws IOException {
        byte[] bytes = exchange.bodyBytes(LARGEST_BODY);
        JsonNode body = bytes.length == 0 ? Json.mapper().createObjectNode() : Json.tree(bytes);
        Map<String, String> parameters = new LinkedHashMap<>();
        body.path("parameters")
                .properties()
                .forEach(e -> parameters.put(e.getKey(), e.getValue().asString("")));
        RunRequest request = new RunRequest(text(body, "branch", ""), text(body, "commit", ""), parameters, "the API");
        exchange.json(202, run(runs.enqueue(exchange.variable("job"), request)));
    }

    private void runs(Exchange exchange) throws IOException {
        String job = exchange.query().get("job");
        long limit = Math.clamp(exchange.query().number("limit", DEFAULT_LIMIT), 1, 1_000);
        List<Run> all = exchange.query().has("job") ? jobs.runs(jobs.job(job).name()) : jobs.runs();
        exchange.json(
                200,
                Map.of("items", all.stream().limit(limit).map(JobRoutes::run).toList()));
    }

    private Run named(Exchange exchange) {
        String number = exchange.variable("number");
        if (!number.matches("[0-9]{1,9}")) {
            throw Fault.invalid("a run's number is a number, not '" + number + "'");
        }
        return jobs.run(exchange.variable("job"), Integer.parseInt(number));
    }

    private void log(Exchange exchange) throws IOException {
        Run run = named(exchange);
        exchange.status(200).set("Content-Type", "text/plain; charset=utf-8");
        exchange.set("X-Content-Type-Options", "nosniff");
        runs.log(run.job(), run.number(), exchange.output(), exchange.query().flag("follow"));
    }
}
