package naru.pipeline.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.pipeline.credential.Credentials;
import naru.pipeline.credential.Secret;
import naru.pipeline.workshop.LocalWorkshop;
import naru.store.Documents;
import naru.store.MemoryDocuments;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class RunsTest {
    private static final String HELLO = """
            pipeline {
              agent any
              stages { stage('S') { steps { sh 'cat Jenkinsfile | head -1; git log --format=%s -1'; echo "at ${env.GIT_COMMIT}" } } }
            }
            """;
    private static final String SLOW = "node { sh 'echo begun; sleep 300' }";

    @TempDir
    Path root = Path.of("");

    private final Documents documents = new MemoryDocuments();
    private Jobs jobs = new Jobs(documents);
    private Credentials credentials = unset();
    private Runs runs = unset();
    private GitBackend git = unset();

    @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
    private static <T> T unset() {
        return null;
    }

    @BeforeEach
    void open() throws IOException, GitAPIException {
        credentials = new Credentials(documents, root.resolve("credentials.key"));
        credentials.create("git", "", new Secret.Password(GitBackend.USER, GitBackend.PASSWORD));
        git = new GitBackend(root.resolve("git"));
        runs = start();
        jobs.create(job("shop", Optional.of("git"), "*"));
    }

    private Runs start() {
        Runs.Shop shop = new Runs.Shop(
                new LocalWorkshop(root.resolve("work")),
                naru.pipeline.tool.Toolbox.NONE,
                naru.pipeline.deploy.Cluster.NONE,
                root.resolve("data"),
                Map.of("A", "b"),
                RunListener.NONE);
        return new Runs(jobs, credentials, shop, 2);
    }

    private Job job(String name, Optional<String> credential, String branch) {
        return new Job(
                name,
                git.address(),
                credential,
                branch,
                "Jenkinsfile",
                Job.HOST_IMAGE,
                List.of(),
                false,
                Optional.empty(),
                Optional.empty(),
                Job.digest("token-of-hook"));
    }

    @AfterEach
    void close() {
        runs.close();
        git.close();
        documents.close();
    }

    private static RunRequest request(String branch, String commit) {
        return new RunRequest(branch, commit, Map.of(), "maria");
    }

    private String follow(Run run) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        runs.log(run.job(), run.number(), out, true);
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aRunFetchesReadsAndExecutes() throws IOException, GitAPIException {
        String commit = git.commit("Jenkinsfile", HELLO);
        Run run = runs.enqueue("shop", request("", ""));
        assertThat(run.id()).isEqualTo("shop/1");
        assertThat(follow(run))
                .contains("pipeline {", "Change Jenkinsfile", "at " + commit)
                .endsWith("Finished: SUCCESS\n");
        Run ended = jobs.run("shop", 1);
        assertThat(ended.state()).isEqualTo(Run.State.SUCCESS);
        assertThat(ended.branch()).isEqualTo("main");
        assertThat(ended.commit()).isEqualTo(commit);
    }

    @Test
    void anOldCommitCanBeRunAndNumbersGoOn() throws IOException, GitAPIException {
        String first = git.commit("Jenkinsfile", HELLO);
        git.commit("Jenkinsfile", "error 'newer'");
        follow(runs.enqueue("shop", request("main", first)));
        Run second = runs.enqueue("shop", request("main", ""));
        assertThat(follow(second)).contains("ERROR: newer");
        assertThat(jobs.runs("shop").stream().map(Run::state)).containsExactly(Run.State.FAILURE, Run.State.SUCCESS);
        runs.awaitEnd("shop", 2);
        runs.delete("shop");
        assertThat(jobs.runs()).isEmpty();
        jobs.create(job("shop", Optional.of("git"), "*"));
        assertThat(runs.enqueue("shop", request("", "")).number()).isEqualTo(3);
    }

    @Test
    void whatCannotBeFetchedFailsWithAReason() throws IOException, GitAPIException {
        git.commit("Jenkinsfile", HELLO);
        jobs.create(job("open", Optional.empty(), "*"));
        assertThat(follow(runs.enqueue("open", request("", "")))).contains("and the credential?");
        assertThat(follow(runs.enqueue("shop", request("none", "")))).contains("there is no branch none");
        String absent = "0".repeat(40);
        assertThat(follow(runs.enqueue("shop", request("main", absent)))).contains("is not in http");
        assertThatThrownBy(() -> runs.enqueue("shop", request("--upload-pack=x", "")))
                .isInstanceOf(Fault.class);
    }

    @Test
    void aHookOfTheSameCommitRunsOnce() throws IOException, GitAPIException {
        String commit = git.commit("Jenkinsfile", HELLO);
        Run first = runs.enqueueOnce("shop", request("main", commit));
        assertThat(runs.enqueueOnce("shop", request("main", commit)).id()).isEqualTo(first.id());
        follow(first);
        assertThat(runs.enqueueOnce("shop", request("main", commit)).id()).isEqualTo(first.id());
    }

    @Test
    void cancellingEndsARunAndTakesAWaitingOneOutOfTheQueue() throws IOException, GitAPIException {
        git.commit("Jenkinsfile", SLOW);
        Run first = runs.enqueue("shop", request("", ""));
        Run second = runs.enqueue("shop", request("", ""));
        runs.cancel("shop", second.number(), "maria");
        assertThat(jobs.run("shop", 2).state()).isEqualTo(Run.State.ABORTED);
        runs.cancel("shop", first.number(), "maria");
        assertThat(follow(first)).contains("Aborted by maria").endsWith("Finished: ABORTED\n");
        assertThat(jobs.run("shop", 1).state()).isEqualTo(Run.State.ABORTED);
        runs.awaitEnd("shop", 1);
        assertThatThrownBy(() -> runs.cancel("shop", 1, "maria")).hasMessageContaining("has ended");
    }

    @Test
    void aRestartAbortsWhatRanAndGoesOnWithWhatWaited() throws IOException, GitAPIException {
        git.commit("Jenkinsfile", HELLO);
        Run cut = jobs.add("shop", request("main", ""));
        jobs.update(cut.begun(Jobs.now()));
        Run waiting = jobs.add("shop", request("main", ""));
        runs.close();
        runs = start();
        assertThat(jobs.run("shop", cut.number()).state()).isEqualTo(Run.State.ABORTED);
        assertThat(follow(waiting)).endsWith("Finished: SUCCESS\n");
    }

    @Test
    void patternsOfBranchesAndTokens() {
        assertThat(job("a", Optional.empty(), "feature/*").builds("feature/x/y"))
                .isTrue();
        assertThat(job("a", Optional.empty(), "main").builds("maint")).isFalse();
        assertThat(job("a", Optional.empty(), "*").admits("token-of-hook")).isTrue();
        assertThat(job("a", Optional.empty(), "*").admits("token-of-hooK")).isFalse();
        assertThatThrownBy(() -> Job.mount("/a")).hasMessageContaining("a mount is");
        assertThat(Job.mount("/a:/b:ro").readOnly()).isTrue();
    }
}
