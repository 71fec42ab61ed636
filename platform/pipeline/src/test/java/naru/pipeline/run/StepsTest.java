package naru.pipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import naru.pipeline.credential.Secret;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StepsTest {
    @TempDir
    Path root = Path.of("");

    private Bench bench = new Bench(Path.of(""));

    @BeforeEach
    void make() {
        bench = new Bench(root);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '\0', textBlock = """
            script { echo '>' + sh(script: 'echo out', returnStdout: true).trim() } § out
            script { echo '>' + sh(script: 'exit 4', returnStatus: true) } § 4
            writeFile file: 'a/b.txt', text: 'x y'; script { echo '>' + readFile('a/b.txt') } § x y
            script { echo '>' + fileExists('README') + fileExists('none') } § truefalse
            dir('sub') { script { echo '>' + (pwd() == "$WORKSPACE/sub") } } § true
            withEnv(['A=1', 'PATH+X=/x']) { sh 'echo ">$A ${PATH%%:*}"' } § 1 /x
            script { env.LATER = 'l' }; sh 'echo ">$LATER"' § l
            catchError(buildResult: 'UNSTABLE') { error 'no' }; echo ">${currentBuild.result}" § UNSTABLE
            unstable('hm'); echo ">${currentBuild.currentResult}" § UNSTABLE
            script { try { error 'bad' } catch (e) { echo ">${e.message}" } } § bad
            script { try { sh 'exit 5' } catch (hudson.AbortException e) { echo ">$e.message" } } § script returned exit code 5
            script { parallel a: { sh 'touch one' }, b: { sh 'true' } }; sh 'ls one | sed "s/^/>/"' § one
            dir('d') { writeFile file: 'f', text: '1'; deleteDir() }; sh 'echo ">$(ls d)"' § ''
            sh '#!/bin/cat\\n>shebang' § shebang
            sleep time: 1, unit: 'MILLISECONDS'; echo '>slept' § slept
            script { checkout(scm).each { k, v -> if (k == 'GIT_LOCAL_BRANCH') echo ">$v" } } § main
            stash name: 's', includes: 'READ*'; dir('o') { unstash 's'; sh 'echo ">$(ls)"' } § README
            script { isUnix() ? echo('>yes') : echo('>no') } § yes
            """)
    void stepsDoWhatJenkinsDoes(String steps, String said) {
        bench.steps(steps.replace("\\n", "\\n"));
        assertThat(bench.said()).as(bench.log()).containsExactly(said.equals("''") ? "" : said);
    }

    @Test
    void scriptedPipelinesRunToo() {
        assertThat(bench.run("node { stage('S') { checkout scm\n sh 'echo \">$(cat README)\"' } }"))
                .as(bench.log())
                .isEqualTo(Result.SUCCESS);
        assertThat(bench.said()).containsExactly("hello");
        assertThat(bench.run("sh 'true'")).as(bench.log()).isEqualTo(Result.FAILURE);
        assertThat(bench.log()).contains("'sh' needs an agent or a node");
    }

    @Test
    void boundCredentialsAreHiddenAndTheirFilesGo() {
        bench.secrets.put("token", new Secret.Text("s3cret-token"));
        bench.secrets.put(
                "conf",
                new Secret.FileContent("my.conf", Base64.getEncoder().encodeToString(StepHost.utf8("line-one\n"))));
        bench.steps("""
                withCredentials([string(credentialsId: 'token', variable: 'T'), file(credentialsId: 'conf', variable: 'F')]) {
                  sh 'echo ">$T $(basename $F) $(stat -c %a $F)"; cat $F; echo $F >where'
                }
                sh 'echo ">${T:-gone} $(test -e $(cat where) || echo gone)"'""");
        assertThat(bench.said()).containsExactly("**** my.conf 600", "gone gone");
        assertThat(bench.log()).doesNotContain("s3cret").doesNotContain("line-one");
    }

    @Test
    void failingTestsMakeTheRunUnstable() {
        bench.sources.put("reports/a.xml", """
                <testsuite><testcase classname="A" name="good"/>
                <testcase classname="A" name="bad"><failure message="x">y</failure></testcase>
                <testcase classname="A" name="later"><skipped/></testcase></testsuite>""");
        assertThat(bench.steps("junit 'reports/*.xml'")).as(bench.log()).isEqualTo(Result.UNSTABLE);
        assertThat(bench.log()).contains("Tests: 3, failed: 1, skipped: 1").contains("failed: A bad");
    }

    @Test
    void reportsThatReachOutsideAreRefused() {
        bench.sources.put(
                "r.xml", "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><testsuite>&e;</testsuite>");
        assertThat(bench.steps("junit 'r.xml'")).as(bench.log()).isEqualTo(Result.FAILURE);
        assertThat(bench.log()).doesNotContain("root:");
        assertThat(bench.steps("junit 'none/*.xml'")).as(bench.log()).isEqualTo(Result.FAILURE);
        assertThat(bench.log()).contains("No test report files were found");
    }

    @Test
    void artifactsAreKept() {
        bench.sources.put("dist/index.html", "page");
        assertThat(bench.steps("archiveArtifacts artifacts: 'dist/**'"))
                .as(bench.log())
                .isEqualTo(Result.SUCCESS);
        try (var files = Files.list(root.resolve("artifacts"))) {
            assertThat(files).hasSize(1);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        assertThat(bench.steps("archiveArtifacts artifacts: 'x/**', allowEmptyArchive: true"))
                .as(bench.log())
                .isEqualTo(Result.SUCCESS);
        assertThat(bench.steps("archiveArtifacts 'x/**'")).as(bench.log()).isEqualTo(Result.FAILURE);
    }

    @Test
    void theScriptIsInNoArgumentList() {
        bench.steps("sh 'tr \"\\\\0\" \" \" </proc/$PPID/cmdline | grep -q marker-x || echo \">unseen\"'");
        assertThat(bench.said()).containsExactly("unseen");
    }

    /// A tar stops where an archive ends, and leaves the blanks that fill up its last block.
    @Test
    void aCheckoutIsWholeThoughWhoUnpacksItStopsReadingFirst() throws Exception {
        Path tar = Files.createDirectories(root.resolve("bin")).resolve("tar");
        Files.writeString(tar, "#!/bin/sh\nexec head -c 1024 >/dev/null\n");
        Files.setPosixFilePermissions(tar, PosixFilePermissions.fromString("rwxr-xr-x"));
        bench.sources.put("large", "x".repeat(1_000_000)); // more than a pipe holds
        assertThat(bench.run("node { withEnv(['PATH+FIRST=" + tar.getParent() + "']) { checkout scm } }"))
                .as(bench.log())
                .isEqualTo(Result.SUCCESS);
    }
}
