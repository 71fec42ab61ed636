package naru.cli;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru job run | runs | log | cancel`.
final class JobRuns {
    private JobRuns() {}

    /// The path of a run written as JOB/NUMBER.
    private static String path(String run) {
        int slash = run.lastIndexOf('/');
        if (slash <= 0) {
            throw Fault.invalid(
                    "'" + run + "' is no run: write JOB/NUMBER, for example shop/12 ('naru job runs' lists them)");
        }
        return "/jobs/" + Api.segment(run.substring(0, slash)) + "/runs/" + Api.segment(run.substring(slash + 1));
    }

    /// Prints a run's log until it ends and answers 0 if the run succeeded.
    private static int follow(Root root, Api api, String run) {
        api.lines("GET", path(run) + "/log?follow=true", null, root.out::println);
        String state = api.get(path(run)).path("state").asString("");
        root.err.println("naru: run " + run + ": " + state);
        return state.equals("SUCCESS") ? Exit.OK : Exit.FAILED;
    }

    /// `naru job run`.
    @Command(
            name = "run",
            description = "Run a job now; with -f show its log and exit with 1 unless it succeeds.",
            footer = {
                "%nExamples:",
                "  naru job run shop -f",
                "  naru job run shop --branch feature/cart -p TARGET=staging"
            })
    static final class Start implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "NAME", description = "The job.")
        private String name = "";

        @Option(names = "--branch", paramLabel = "BRANCH", description = "Branch to build.")
        private @Nullable String branch;

        @Option(names = "--commit", paramLabel = "COMMIT", description = "Commit to build.")
        private @Nullable String commit;

        @Option(names = "-p", paramLabel = "KEY=VALUE", description = "A parameter of the pipeline.")
        private Map<String, String> parameters = new LinkedHashMap<>();

        @Option(
                names = {"-f", "--follow"},
                description = "Show the log until it ends.")
        private boolean follow;

        @Mixin
        private final Output output = new Output();

        Start(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            Api api = new Api(root.instance());
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("parameters", parameters);
            if (branch != null) {
                body.put("branch", branch);
            }
            if (commit != null) {
                body.put("commit", commit);
            }
            JsonNode run = api.post("/jobs/" + Api.segment(name) + "/runs", body);
            if (output.json()) {
                output.print(root.out, run);
            } else {
                root.out.println(run.path("id").asString(""));
            }
            return follow ? JobRuns.follow(root, api, run.path("id").asString("")) : Exit.OK;
        }
    }

    /// `naru job runs`.
    @Command(
            name = "runs",
            description = "List runs, newest first.",
            footer = {"%nExamples:", "  naru job runs", "  naru job runs shop --limit 5 --output json"})
    static final class ListAll extends Listing {
        @Parameters(paramLabel = "NAME", arity = "0..1", description = "Only this job's.")
        private @Nullable String name;

        @Option(names = "--limit", paramLabel = "N", description = "At most this many (20).")
        private int limit = 20;

        ListAll(Root root) {
            super(root, "RUN", "STATE", "BRANCH", "COMMIT", "STARTED", "CAUSE");
        }

        @Override
        String path() {
            return "/runs?limit=" + limit + (name == null ? "" : "&job=" + Api.segment(name));
        }

        @Override
        List<String> row(JsonNode run) {
            String commit = run.path("commit").asString("");
            return List.of(
                    run.path("id").asString(""),
                    run.path("state").asString(""),
                    run.path("branch").asString(""),
                    commit.substring(0, Math.min(8, commit.length())),
                    run.path("started").asString("-"),
                    run.path("cause").asString(""));
        }
    }

    /// `naru job log`.
    @Command(
            name = "log",
            description = "Show a run's log; with -f until it ends, exit code 1 unless it succeeds.",
            footer = {"%nExamples:", "  naru job log shop/12", "  naru job log shop/12 -f"})
    static final class Log implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "RUN", description = "The run, for example shop/12.")
        private String run = "";

        @Option(
                names = {"-f", "--follow"},
                description = "Go on until the run ends.")
        private boolean follow;

        Log(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            Api api = new Api(root.instance());
            if (follow) {
                return JobRuns.follow(root, api, run);
            }
            api.lines("GET", path(run) + "/log", null, root.out::println);
            return Exit.OK;
        }
    }

    /// `naru job cancel`.
    @Command(
            name = "cancel",
            description = "Stop a run.",
            footer = {"%nExamples:", "  naru job cancel shop/12"})
    static final class Cancel implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "RUN")
        private String run = "";

        Cancel(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            new Api(root.instance()).post(path(run) + "/cancel", null);
            root.out.println(run);
            return Exit.OK;
        }
    }
}
