package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Containers that wait for others by the label `naru.depends-on`.
@Tag("system")
class StartOrderTest {
    private static final String HEALTH = "--health-cmd /bin/ready --health-interval 100ms --health-retries 1000";

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    @AfterEach
    void clear() {
        naru.removeContainers().ok();
    }

    private static Result create(String options, String script) {
        return naru.dockerScript("create --init " + options + " " + IMAGE + " sh -c", script);
    }

    private static Instant at(String field, String name) {
        return Instant.parse(naru.inspect("{{" + field + "}}", name));
    }

    private static String status(String name) {
        return naru.inspect("{{.State.Status}}", name);
    }

    @Test
    void whatIsNeededStartsFirstAndMustBeHealthy() {
        create("--name cache", "sleep 1000").ok();
        create("--name setup", "sleep 0.3").ok();
        create("--name db " + HEALTH, "sleep 1; echo '#!/bin/sh' >/bin/ready; chmod +x /bin/ready; sleep 1000")
                .ok();
        create("--name web --label naru.depends-on=db:healthy,cache,setup:completed", "sleep 1000")
                .ok();
        naru.docker("start", "web").ok();
        assertThat(naru.inspect("{{.State.Health.Status}}", "db")).isEqualTo("healthy");
        assertThat(status("cache")).isEqualTo("running");
        assertThat(status("setup")).isEqualTo("exited");
        assertThat(at(".State.StartedAt", "web"))
                .isAfter(at(".State.StartedAt", "db").plusSeconds(1));
        assertThat(at(".State.StartedAt", "web")).isAfter(at(".State.FinishedAt", "setup"));
    }

    @Test
    void theEnginesStartKeepsTheOrder() {
        create(
                        "--name db --restart always " + HEALTH,
                        "rm -f /bin/ready; sleep 1; echo '#!/bin/sh' >/bin/ready; chmod +x /bin/ready; sleep 1000")
                .ok();
        create("--name web --restart always --label naru.depends-on=db:healthy", "sleep 1000")
                .ok();
        naru.docker("start", "web").ok();
        naru.docker("kill", "web", "db").ok();
        naru.stop();
        naru.startAgain();
        while (!status("web").equals("running")) {
            assertThat(status("db")).isNotEmpty();
        }
        assertThat(at(".State.StartedAt", "web"))
                .isAfter(at(".State.StartedAt", "db").plusSeconds(1));
    }

    @Test
    void whatCannotBeIsSaid() {
        create("--name plain", "sleep 1000").ok();
        create("--name fails", "exit 3").ok();
        create("--name aa --label naru.depends-on=nosuch", "true").ok();
        create("--name bb --label naru.depends-on=plain:healthy", "true").ok();
        create("--name cc --label naru.depends-on=fails:completed", "true").ok();
        create("--name ill " + HEALTH, "sleep 1000").ok();
        create("--name dd --label naru.depends-on=ill:healthy --label naru.depends-timeout=1", "true")
                .ok();
        assertThat(naru.docker("start", "aa").refused())
                .contains("waits for nosuch")
                .contains("does not exist");
        assertThat(naru.docker("start", "bb").refused()).contains("has no health test");
        assertThat(naru.docker("start", "cc").refused()).contains("ended with exit code 3");
        assertThat(naru.docker("start", "dd").refused()).contains("is not healthy after 1 s");
        assertThat(status("aa")).isEqualTo("created");
        assertThat(create("--name ee --label naru.depends-on=plain:ready", "true")
                        .refused())
                .contains("'plain:ready' is not CONTAINER[:started|healthy|completed]");
    }

    @Test
    void aCycleIsRefused() {
        create("--name one --label naru.depends-on=three", "sleep 1000").ok();
        create("--name two --label naru.depends-on=one", "sleep 1000").ok();
        assertThat(create("--name three --label naru.depends-on=two", "sleep 1000")
                        .refused())
                .contains("container three would wait for itself: three → two → one → three");
        assertThat(create("--name self --label naru.depends-on=self", "true").refused())
                .contains("would wait for itself");
    }
}
