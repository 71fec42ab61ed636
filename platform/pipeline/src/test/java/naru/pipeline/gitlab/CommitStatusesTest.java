package naru.pipeline.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.pipeline.credential.Credentials;
import naru.pipeline.credential.Secret;
import naru.pipeline.job.Job;
import naru.pipeline.job.Run;
import naru.store.MemoryDocuments;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class CommitStatusesTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    private static final Duration AT_ONCE = Duration.ofMillis(1);

    private final FakeGitLab gitlab = new FakeGitLab();
    private final List<String> notes = Collections.synchronizedList(new ArrayList<>());
    private final CommitStatuses statuses;

    CommitStatusesTest(@TempDir Path folder) throws IOException {
        Credentials credentials = new Credentials(new MemoryDocuments(), folder.resolve("key"));
        credentials.create("gitlab", "", new Secret.Text("glpat-secret"));
        credentials.create("key", "", new Secret.SshKey("git", "a key"));
        statuses = new CommitStatuses(credentials, AT_ONCE);
    }

    @AfterEach
    void close() {
        statuses.close();
        gitlab.close();
    }

    private void post(Run.State state, String gitlabAddress, String credential) throws InterruptedException {
        Job job = new Job(
                "shop",
                "https://git.example.org/team/shop.git",
                Optional.empty(),
                "*",
                "Jenkinsfile",
                "naru/host",
                List.of(),
                false,
                Optional.empty(),
                Optional.of(new Job.Status(gitlabAddress, credential)),
                Job.digest("a-long-token"));
        Instant now = Instant.EPOCH;
        statuses.changed(
                job, new Run("shop", 7, state, "maria", "main", COMMIT, Map.of(), now, now, now, ""), notes::add);
        statuses.awaitIdle();
    }

    private void post(Run.State state) throws InterruptedException {
        post(state, gitlab.address(), "gitlab");
    }

    @Test
    void everyChangeIsPostedToTheCommitInOrder() throws InterruptedException {
        for (Run.State state : Run.State.values()) {
            post(state);
        }
        assertThat(gitlab.states()).containsExactly("pending", "running", "success", "failed", "failed", "canceled");
        assertThat(gitlab.seen.getFirst())
                .isEqualTo(new FakeGitLab.Seen(
                        "POST /gitlab/api/v4/projects/team%2Fshop/statuses/" + COMMIT,
                        "glpat-secret",
                        "pending",
                        "main",
                        "naru/shop"));
        assertThat(notes).isEmpty();
    }

    @Test
    void aGitLabInTroubleIsAskedAgain() throws InterruptedException {
        gitlab.answers.addAll(List.of(500, 502, 429));
        post(Run.State.RUNNING);
        assertThat(gitlab.seen).hasSize(4);
        assertThat(notes).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"401, scope", "403, scope", "404, no such project", "400, answered 400"})
    void whatGitLabRefusesIsSaidOnceAndNotAskedAgain(int code, String words) throws InterruptedException {
        gitlab.answers.add(code);
        post(Run.State.RUNNING);
        assertThat(gitlab.seen).hasSize(1);
        assertThat(notes).singleElement().asString().contains(words).doesNotContain("glpat");
    }

    @Test
    void aGitLabThatIsAwayIsGivenUpWithASentence() throws InterruptedException {
        gitlab.close();
        post(Run.State.RUNNING);
        assertThat(notes).singleElement().asString().contains("does not answer", "given up after 5");
    }

    @Test
    void aCredentialThatIsNoTokenIsSaid() throws InterruptedException {
        post(Run.State.RUNNING, gitlab.address(), "key");
        assertThat(notes).singleElement().asString().contains("no secret text");
        assertThat(gitlab.seen).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "git.example.org", "file:///etc", "ftp://git.example.org", "https://"})
    void anAddressThatIsNoneIsRefusedWithTheJob(String address) {
        assertThatThrownBy(() -> new Job.Status(address, "gitlab")).hasMessageContaining("--gitlab URL");
    }

    @ParameterizedTest
    @CsvSource({
        "https://git.example.org, https://git.example.org/team/shop.git, team%2Fshop",
        "https://example.org/gitlab, https://example.org/gitlab/team/sub/shop.git, team%2Fsub%2Fshop",
        "https://git.example.org, git@git.example.org:team/shop.git, team%2Fshop",
        "https://git.example.org, ssh://git@git.example.org:2222/team/shop.git, team%2Fshop",
        "https://git.example.org, https://git.example.org/team/shop/, team%2Fshop"
    })
    void theProjectFollowsFromTheRepository(String base, String repository, String id) {
        assertThat(Project.id(base, repository)).isEqualTo(id);
    }
}
