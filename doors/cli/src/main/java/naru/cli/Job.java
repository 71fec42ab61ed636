package naru.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `naru job`: jobs; their runs are in [JobRuns].
@Command(
        name = "job",
        description = "Create, run and look at pipeline jobs.",
        footer = {
            "%nExamples:",
            "  naru job create shop --repo https://git.example.com/shop.git --credential git --branch main",
            "  naru job run shop -f",
            "  naru job log shop/12"
        })
final class Job extends Group {

    static CommandLine line(Root root) {
        return of(
                new Job(),
                "create",
                new Create(root),
                "list",
                new ListAll(root),
                "show",
                new Show(root),
                "rm",
                new Remove(root),
                "run",
                new JobRuns.Start(root),
                "runs",
                new JobRuns.ListAll(root),
                "log",
                new JobRuns.Log(root),
                "cancel",
                new JobRuns.Cancel(root));
    }

    /// `naru job create`.
    @Command(
            name = "create",
            description = "Create a job that runs the Jenkinsfile of a repository.",
            footer = {
                "%nExamples:",
                "  naru job create shop --repo https://git.example.com/shop.git --credential git --branch main",
                "  naru job create api --repo git@git.example.com:api.git --credential key --branch 'release/*'"
                        + " --allow-docker --mount /srv/www:/srv/www",
                "  naru job create page --repo https://git.example.com/page.git --allow-cluster shop"
            })
    static final class Create implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "NAME", description = "The job's name.")
        private String name = "";

        @Option(names = "--repo", required = true, paramLabel = "URL", description = "HTTP(S) or SSH address.")
        private String repo = "";

        @Option(names = "--credential", paramLabel = "ID", description = "Credential that fetches the repository.")
        private @Nullable String credential;

        @Option(names = "--branch", paramLabel = "PATTERN", description = "Branches that are built (default: all).")
        private String branch = "*";

        @Option(names = "--script-path", paramLabel = "PATH", description = "Default: Jenkinsfile.")
        private String scriptPath = "Jenkinsfile";

        @Option(names = "--image", paramLabel = "IMAGE", description = "Image of its steps (default: naru/host).")
        private @Nullable String image;

        @Option(
                names = {"--mount", "--volume"},
                paramLabel = "SOURCE:PATH",
                description = "Folder or volume shared with its steps.")
        private List<String> volumes = new ArrayList<>();

        @Option(
                names = {"--allow-docker", "--docker"},
                description = "Steps may use docker against this engine.")
        private boolean docker;

        @Option(
                names = "--allow-cluster",
                paramLabel = "NAMESPACE",
                description = "Steps may deploy there, and use kubectl ('*': in the whole cluster).")
        private @Nullable String cluster;

        @Option(names = "--gitlab", paramLabel = "URL", description = "GitLab to which results are posted.")
        private @Nullable String gitlab;

        @Option(names = "--gitlab-credential", paramLabel = "ID", description = "Secret text with GitLab's token.")
        private @Nullable String gitlabCredential;

        @Option(
                names = "--webhook-token-file",
                paramLabel = "FILE",
                description = "The token that webhooks show (default: one is made and shown once).")
        private @Nullable Path webhookToken;

        @Mixin
        private final Output output = new Output();

        Create(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() throws IOException {
            JsonNode job = new Api(root.instance()).post("/jobs", body());
            if (output.json()) {
                output.print(root.out, job);
            } else {
                root.out.println("job " + name + " created");
                String token = job.path("hookToken").asString("");
                if (!token.isEmpty()) {
                    root.out.println("webhook token (shown this once): " + token);
                }
            }
            return Exit.OK;
        }

        private Map<String, Object> body() throws IOException {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("name", name);
            body.put("repo", repo);
            body.put("branch", branch);
            body.put("scriptPath", scriptPath);
            body.put("volumes", volumes);
            body.put("docker", docker);
            if (cluster != null) {
                body.put("cluster", cluster);
            }
            if (credential != null) {
                body.put("credential", credential);
            }
            if (webhookToken != null) {
                body.put("hookToken", SecretFile.text(webhookToken));
            }
            if (image != null) {
                body.put("image", image);
            }
            if (gitlab != null) {
                body.put(
                        "status",
                        Map.of("gitlab", gitlab, "credential", gitlabCredential == null ? "" : gitlabCredential));
            }
            return body;
        }
    }

    /// `naru job list`.
    @Command(
            name = "list",
            description = "List jobs.",
            footer = {"%nExamples:", "  naru job list", "  naru job list --output json"})
    static final class ListAll extends Listing {
        ListAll(Root root) {
            super(root, "NAME", "REPOSITORY", "BRANCH", "SCRIPT");
        }

        @Override
        String path() {
            return "/jobs";
        }

        @Override
        List<String> row(JsonNode job) {
            return List.of(
                    job.path("name").asString(""),
                    job.path("repo").asString(""),
                    job.path("branch").asString("*"),
                    job.path("scriptPath").asString(""));
        }
    }

    /// `naru job show`.
    @Command(
            name = "show",
            description = "Show a job as JSON.",
            footer = {"%nExamples:", "  naru job show shop"})
    static final class Show implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "NAME")
        private String name = "";

        Show(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            new Output().print(root.out, new Api(root.instance()).get("/jobs/" + Api.segment(name)));
            return Exit.OK;
        }
    }

    /// `naru job rm`.
    @Command(
            name = "rm",
            description = "Remove jobs with their runs.",
            footer = {"%nExamples:", "  naru job rm shop"})
    static final class Remove implements Callable<Integer> {
        private final Root root;

        @Parameters(paramLabel = "NAME", arity = "1..*")
        private List<String> names = List.of();

        @Option(names = "--yes", description = "Accepted for scripts; nothing is asked.")
        boolean yes;

        Remove(Root root) {
            this.root = root;
        }

        @Override
        public Integer call() {
            Api api = new Api(root.instance());
            for (String name : names) {
                api.delete("/jobs/" + Api.segment(name));
                root.out.println(name);
            }
            return Exit.OK;
        }
    }
}
