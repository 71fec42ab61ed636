package naru.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.pipeline.credential.Secret;
import naru.pipeline.tool.Installation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclarativeTest {
    @TempDir
    Path root = Path.of("");

    private Bench bench = new Bench(Path.of(""));

    @BeforeEach
    void make() {
        bench = new Bench(root);
    }

    @Test
    void stagesRunInOrderInACheckout() {
        Result result = bench.run("""
                def greeting = 'hi'
                def shout(text) { text.toUpperCase() }
                pipeline {
                  agent any
                  environment { SHORT = "${env.GIT_COMMIT.take(12)}"; TWICE = "$SHORT-x" }
                  options { timeout(time: 10, unit: 'MINUTES'); buildDiscarder(logRotator(numToKeepStr: '3')) }
                  stages {
                    stage('A') { steps { sh 'echo ">$(cat README) $TWICE"'; echo ">${shout(greeting)}" } }
                    stage('B') { environment { IN = 'b' }; steps { sh 'echo ">$IN $STAGE_NAME $CI"' } }
                  }
                }""");
        assertThat(bench.log()).endsWith("Finished: SUCCESS\n");
        assertThat(result).isEqualTo(Result.SUCCESS);
        assertThat(bench.said()).containsExactly("hello 0123456789ab-x", "HI", "b B true");
        assertThat(bench.workshop.closed).containsExactly("shop-7-1");
    }

    @Test
    void theFirstFailureSkipsTheRestAndPostRunsInJenkinsOrder() {
        bench.previous = Optional.of(Result.SUCCESS);
        Result result = bench.run("""
                pipeline {
                  agent any
                  stages {
                    stage('A') { steps { sh 'exit 3' }; post { failure { echo '>stage failed' } } }
                    stage('B') { steps { echo '>never' } }
                  }
                  post {
                    cleanup { echo '>cleanup' }
                    unsuccessful { echo '>unsuccessful' }
                    success { echo '>never' }
                    failure { echo ">failure ${currentBuild.currentResult}" }
                    regression { echo '>regression' }
                    changed { echo '>changed' }
                    fixed { echo '>never' }
                    always { echo '>always' }
                  }
                }""");
        assertThat(result).isEqualTo(Result.FAILURE);
        assertThat(bench.said())
                .containsExactly(
                        "stage failed",
                        "always",
                        "changed",
                        "regression",
                        "failure FAILURE",
                        "unsuccessful",
                        "cleanup");
        assertThat(bench.log()).contains("ERROR: script returned exit code 3").endsWith("Finished: FAILURE\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            branch 'main' | true
            branch 'feature/*' | false
            branch pattern: 'ma*' | true
            environment name: 'CI', value: 'true' | true
            environment name: 'CI', value: 'no' | false
            expression { env.CI == 'true' && !false } | true
            expression { return 1 > 2 } | false
            not { branch 'main' } | false
            anyOf { branch 'x'; branch 'main' } | true
            allOf { branch 'x'; branch 'main' } | false
            beforeAgent true; branch 'x' | false
            equals expected: 2, actual: 1 + 1 | true
            """)
    void whenDecidesWhetherAStageRuns(String condition, boolean runs) {
        bench.run(
                "pipeline { agent any\n stages { stage('S') { when { " + condition + " }; steps { echo '>ran' } } } }");
        assertThat(bench.said()).isEqualTo(runs ? List.of("ran") : List.of());
        assertThat(bench.log().contains("skipped due to when conditional")).isNotEqualTo(runs);
    }

    @Test
    void parallelStagesRunTogetherAndOneFailureFailsTheWhole() {
        Result result = bench.run("""
                pipeline {
                  agent any
                  stages {
                    stage('Both') {
                      parallel {
                        stage('L') { steps { sh 'touch l; until [ -e r ]; do :; done; echo ">left"' } }
                        stage('R') { steps { sh 'touch r; until [ -e l ]; do :; done; exit 1' }
                                             post { always { echo '>right post' } } }
                      }
                    }
                    stage('After') { steps { echo '>never' } }
                  }
                }""");
        assertThat(result).isEqualTo(Result.FAILURE);
        assertThat(bench.said()).containsExactlyInAnyOrder("left", "right post");
        assertThat(bench.log()).contains("Failed in branch R");
    }

    @Test
    void failFastEndsTheOthers() {
        Result result = bench.run("""
                pipeline {
                  agent any
                  stages { stage('Both') { failFast true
                    parallel {
                      stage('L') { steps { sh 'sleep 300' } }
                      stage('R') { steps { sh 'exit 1' } }
                    } } }
                }""");
        assertThat(result).isEqualTo(Result.FAILURE);
    }

    @Test
    void timeoutKillsWhatRunsAndAborts() {
        Result result = bench.run("""
                pipeline {
                  agent any
                  options { timeout(time: 300, unit: 'MILLISECONDS') }
                  stages { stage('S') { steps { sh 'sleep 300' } } }
                  post { aborted { echo '>aborted' } }
                }""");
        assertThat(result).isEqualTo(Result.ABORTED);
        assertThat(bench.log()).contains("Timeout has been exceeded").endsWith("Finished: ABORTED\n");
    }

    @Test
    void anEndlessScriptIsStopped() {
        assertThat(bench.steps("timeout(time: 200, unit: 'MILLISECONDS') { script { while (true) { } } }"))
                .as(bench.log())
                .isEqualTo(Result.ABORTED);
    }

    @Test
    void retryTriesAgain() {
        assertThat(bench.steps("retry(3) { sh 'echo x >>n; echo \">$(wc -l <n)\"; [ $(wc -l <n) = 2 ]' }"))
                .as(bench.log())
                .isEqualTo(Result.SUCCESS);
        assertThat(bench.said()).containsExactly("1", "2");
    }

    @Test
    void dockerAgentsGetTheirImageAndNestedStagesTheirPlace() {
        bench.run("""
                pipeline {
                  agent none
                  stages {
                    stage('Out') {
                      agent { docker { image 'node:22'; args '-u root' } }
                      stages { stage('In') { steps { echo '>in' } } }
                    }
                    stage('Other') { agent { docker 'alpine' }; steps { sh 'test -e README && echo ">other"' } }
                  }
                }""");
        assertThat(bench.said()).containsExactly("in", "other");
        assertThat(bench.workshop.opened.get(0).image()).isEqualTo("node:22");
        assertThat(bench.workshop.opened.get(0).options()).containsExactly("-u", "root");
        assertThat(bench.workshop.opened.get(1).image()).isEqualTo("alpine");
    }

    @Test
    void credentialsInEnvironmentAreHidden() {
        bench.secrets.put("db", new Secret.Password("maria", "geh3im-geh3im"));
        bench.run("""
                pipeline {
                  agent any
                  environment { DB = credentials('db') }
                  stages { stage('S') { steps {
                    sh 'echo ">$DB_USR $DB_PSW"; echo $DB_PSW | tr a-z A-Z; echo -n $DB_PSW | base64'
                    sh "true ${DB_PSW}"
                  } } }
                }""");
        assertThat(bench.said()).containsExactly("maria ****");
        assertThat(bench.log())
                .doesNotContain("geh3im-geh3im")
                .contains("GEH3IM")
                .contains("insecure: ");
    }

    @Test
    void toolsAreInstalledOrThoseOfThePlace() {
        bench.toolbox = new FakeToolbox(Map.of(
                "nodejs/node22", new Installation("/opt/node22/bin", Map.of()),
                "jdk/21", new Installation("/opt/jdk21/bin", Map.of("JAVA_HOME", "/opt/jdk21"))));
        String text =
                "pipeline { agent any\n tools { %s }\n stages { stage('S') { steps { sh 'echo \">$PATH\"' } } } }";
        assertThat(bench.run(text.formatted("nodejs 'node22'"))).as(bench.log()).isEqualTo(Result.SUCCESS);
        assertThat(bench.said().getFirst()).startsWith("/opt/node22/bin:/");
        assertThat(bench.workshop.opened.getFirst().mounts()).contains(FakeToolbox.MOUNT);
        String home =
                "pipeline { agent any\n tools { jdk '21' }\n stages { stage('S') { steps { sh 'echo \">$JAVA_HOME\"' } } } }";
        assertThat(bench.run(home)).as(bench.log()).isEqualTo(Result.SUCCESS);
        assertThat(bench.said().getLast()).isEqualTo("/opt/jdk21");
        assertThat(bench.run(text.formatted("gopher 'x'"))).as(bench.log()).isEqualTo(Result.FAILURE);
        assertThat(bench.log()).contains("naru tool create gopher 'x'");
        assertThat(bench.run(text.formatted("git 'broken'"))).as(bench.log()).isEqualTo(Result.SUCCESS);
        assertThat(bench.log()).contains("could not be installed", "the agent's own git");
    }

    @Test
    void anAgentCanBeBuiltFromTheRepository() {
        bench.sources.put("ci/Dockerfile.test", "FROM scratch\n");
        String text = """
                pipeline { agent { dockerfile { filename 'Dockerfile.test'; dir 'ci'
                    additionalBuildArgs '--build-arg VERSION=1' ; args '-v /srv:/srv' } }
                  stages { stage('S') { steps { sh 'echo ">in it"' } } } }""";
        assertThat(bench.run(text)).as(bench.log()).isEqualTo(Result.SUCCESS);
        assertThat(bench.workshop.built.getFirst().dockerfile()).isEqualTo("Dockerfile.test");
        assertThat(bench.workshop.built.getFirst().context().toString()).endsWith("/ci");
        assertThat(bench.workshop.built.getFirst().options()).containsExactly("--build-arg", "VERSION=1");
        assertThat(bench.workshop.opened.getFirst().image()).startsWith("sha256:bbb");
        assertThat(bench.workshop.opened.getFirst().options()).containsExactly("-v", "/srv:/srv");
        String missing = "pipeline { agent { dockerfile true }\n stages { stage('S') { steps { echo 'x' } } } }";
        assertThat(bench.run(missing)).as(bench.log()).isEqualTo(Result.FAILURE);
        assertThat(bench.log()).contains("open Dockerfile: no such file");
        String outside =
                "pipeline { agent { dockerfile { dir '../..' } }\n stages { stage('S') { steps { echo 'x' } } } }";
        assertThat(bench.run(outside)).as(bench.log()).isEqualTo(Result.FAILURE);
        assertThat(bench.log()).contains("must stay inside");
    }

    @Test
    void mistakesAreFoundBeforeAnythingRuns() {
        assertThat(bench.run("pipeline { agent any\n stagez { } }"))
                .as(bench.log())
                .isEqualTo(Result.FAILURE);
        assertThat(bench.log()).contains("Undefined section \"stagez\"; did you mean 'stages'?");
        assertThat(bench.workshop.opened).isEmpty();
    }

    @Test
    void cancellingKillsAndRunsPost() throws InterruptedException {
        Execution execution = bench.execution("""
                pipeline { agent any
                  stages { stage('S') { steps { sh 'echo ">begun"; sleep 300' } } }
                  post { always { echo '>post' } } }""");
        Thread.startVirtualThread(() -> {
            while (bench.said().isEmpty()) {
                Thread.onSpinWait();
            }
            execution.cancel("Aborted by maria");
        });
        assertThat(execution.run().result()).isEqualTo(Result.ABORTED);
        assertThat(bench.said()).containsExactly("begun", "post");
    }

    @Test
    void parametersHaveDefaultsAndValues() {
        bench.parameters.put("TARGET", "staging");
        bench.run("""
                pipeline { agent any
                  parameters { string(name: 'TARGET', defaultValue: 'test'); booleanParam(name: 'FAST', defaultValue: true)
                               choice(name: 'COLOUR', choices: ['red', 'blue']) }
                  stages { stage('S') { steps {
                    echo ">${params.TARGET} ${params.FAST ? 'fast' : 'slow'} ${params.COLOUR}"
                    sh 'echo ">$TARGET $FAST"' } } } }""");
        assertThat(bench.said()).containsExactly("staging fast red", "staging true");
    }
}
