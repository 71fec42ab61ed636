package naru.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import naru.base.Fault;
import naru.image.Image;
import naru.image.Layer;
import naru.image.tar.TarEntry;
import naru.image.tar.TarWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class BuilderTest {
    @TempDir
    Path folder;

    private TestBench bench = new TestBench(Path.of("/nonexistent-until-set-up"));

    @BeforeEach
    void open() {
        bench = new TestBench(folder);
        bench.base();
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        assertThat(bench.isClean()).isTrue();
        bench.close();
    }

    @Test
    void copiesRunsAndConfigures() {
        Image image = bench.build("""
                FROM base
                ARG WHO=world
                ENV GREETING=hello
                WORKDIR /app
                COPY a.txt sub/
                RUN echo "$GREETING $WHO" > said
                CMD ["cat", "said"]
                """, "a.txt=A");
        assertThat(bench.files(image))
                .contains(
                        "DIRECTORY 755 0:0 /app",
                        "FILE 644 0:0 /app/said \"hello world\\n\"",
                        "DIRECTORY 755 0:0 /app/sub",
                        "FILE 644 0:0 /app/sub/a.txt \"A\"");
        assertThat(image.config().cmd()).containsExactly("cat", "said");
        assertThat(image.config().workingDir()).isEqualTo("/app");
        assertThat(image.config().env()).contains("GREETING=hello");
        assertThat(image.history())
                .hasSize(6)
                .filteredOn(step -> step.emptyLayer())
                .hasSize(3);
        assertThat(image.layers()).hasSize(4);
        assertThat(bench.output())
                .contains("Step 1/7 : FROM base\n", " ---> Running in ", "Successfully built ")
                .doesNotContain("Using cache");
    }

    @Test
    void cachesByContentAndNotByTime() {
        String file = "FROM base\nCOPY a /a\nRUN cat /a > /b\n";
        Image first = bench.build(file, "a=1");
        Image again = bench.build(file, "a=1");
        assertThat(again.id()).isEqualTo(first.id());
        assertThat(bench.steps).isEqualTo(1);
        assertThat(bench.output()).contains("Using cache");
        Image other = bench.build(file, "a=2");
        assertThat(bench.steps).isEqualTo(2);
        assertThat(bench.files(other)).contains("FILE 644 0:0 /b \"2\"");
        assertThat(bench.build(file, "a=1").id()).isEqualTo(first.id());
        assertThat(bench.steps).isEqualTo(2);
    }

    @Test
    void noCacheRunsAgain() {
        String file = "FROM base\nRUN true\n";
        bench.build(file);
        bench.build(BuildRequest.of(TestBench.context(file)).withOptions(BuildOptions.DEFAULT.withoutCache()));
        assertThat(bench.steps).isEqualTo(2);
    }

    @Test
    void aLostLayerIsMadeAgain() {
        String file = "FROM base\nRUN echo x > /x\n";
        Image image = bench.build(file);
        Layer last = image.layers().getLast();
        bench.images.remove(image.id(), true);
        bench.layers.delete(last.diffId());
        bench.build(file);
        assertThat(bench.steps).isEqualTo(2);
    }

    private static long filesOf(TestBench bench) {
        return bench.layers.all().stream().mapToLong(bench.layers::size).sum();
    }

    /// Layers of stages that are in no image were kept for ever.
    @Test
    void aPruneTakesAwayWhatOnlyTheCacheNeeded() {
        String file = """
                FROM base AS made
                RUN printf %0100000d 1 > /large && echo result > /small
                FROM base
                COPY --from=made /small /
                """;
        Image image = bench.build(file);
        long before = filesOf(bench);
        Builder builder = bench.builder();
        assertThat(builder.cached()).filteredOn(step -> step.bytes() > 100_000).hasSize(1);
        Builder.Pruned pruned = builder.prune();
        assertThat(pruned.bytes()).isGreaterThanOrEqualTo(100_000).isEqualTo(before - filesOf(bench));
        assertThat(builder.cached()).isEmpty();
        assertThat(bench.files(image)).contains("FILE 644 0:0 /small \"result\\n\"");
        assertThat(bench.build(file).layers()).hasSize(2);
    }

    /// The step that was used last stays, though it is older; one of 100 kB takes 200 with its blob.
    @Test
    void theCacheKeepsToItsBudget() {
        Builder builder = bench.builder(300_000);
        String first = "FROM base AS a\nRUN printf %0100000d 1 > /f\nFROM base\nCOPY --from=a /bin/busybox /b\n";
        String second = first.replace("100000", "100001");
        for (String file : List.of(first, second, first)) {
            bench.build(builder, BuildRequest.of(TestBench.context(file)));
        }
        assertThat(bench.steps).isEqualTo(2);
        assertThat(builder.collect()).isBetween(100_000L, 200_000L);
        assertThat(builder.collect()).isZero();
        bench.build(builder, BuildRequest.of(TestBench.context(first)));
        assertThat(bench.steps).isEqualTo(2);
        bench.build(builder, BuildRequest.of(TestBench.context(second)));
        assertThat(bench.steps).isEqualTo(3);
    }

    @Test
    void sameInputsGiveTheSameLayer() throws IOException {
        String file = "FROM base\nCOPY a b/ /new/deep/\nCOPY --chown=web:team a /old/\n";
        Image first = bench.build(file, "a=1", "b/", "b/c=2");
        bench.builder().prune();
        Image again = bench.build(file, "a=1", "b/", "b/c=2");
        assertThat(again.layers()).isEqualTo(first.layers());
    }

    @Test
    void argumentsArePartOfTheKeyOnlyWhereDeclared() {
        String file = "FROM base\nRUN echo early > /e\nARG V\nRUN echo $V > /v\n";
        bench.build(BuildRequest.of(TestBench.context(file)).withArg("V", "1"));
        Image two = bench.build(BuildRequest.of(TestBench.context(file)).withArg("V", "2"));
        assertThat(bench.steps).isEqualTo(3);
        assertThat(bench.files(two)).contains("FILE 644 0:0 /v \"2\\n\"");
        assertThat(two.history().getLast().createdBy()).isEqualTo("|1 V=2 /bin/sh -c echo $V > /v");
        bench.build(BuildRequest.of(TestBench.context("FROM base\n")).withArg("NOPE", "x"));
        assertThat(bench.output()).contains("[Warning] One or more build-args [NOPE] were not consumed\n");
    }

    @Test
    void stagesAreBuiltOnlyIfNeededAndCopiedFrom() {
        String file = """
                FROM base AS unused
                RUN false
                FROM base AS made
                RUN mkdir -p /out/d && echo 1 > /out/d/f && ln -s d /out/l
                FROM base AS other
                RUN echo 2 > /two
                FROM scratch
                COPY --from=made /out /here
                COPY --from=other --chown=5:6 --chmod=0600 /two /
                """;
        Image image = bench.build(file);
        assertThat(bench.files(image))
                .containsExactly(
                        "DIRECTORY 755 0:0 /here",
                        "DIRECTORY 755 0:0 /here/d",
                        "FILE 644 0:0 /here/d/f \"1\\n\"",
                        "SYMLINK 777 0:0 /here/l -> d",
                        "FILE 600 5:6 /two \"2\\n\"");
        assertThat(bench.output()).doesNotContain("RUN false");
        assertThat(bench.build(BuildRequest.of(TestBench.context(file)).withTarget("made"))
                        .layers())
                .hasSize(2);
    }

    @Test
    void triggersRunInChildren() {
        bench.build(BuildRequest.of(TestBench.context("FROM base\nONBUILD COPY a /a\nONBUILD RUN echo b > /b\n"))
                .tagged("parent"));
        Image child = bench.build("FROM parent\n", "a=1");
        assertThat(bench.output()).contains("# Executing 2 build triggers\n");
        assertThat(bench.files(child)).contains("FILE 644 0:0 /a \"1\"", "FILE 644 0:0 /b \"b\\n\"");
        assertThat(child.config().onBuild()).isEmpty();
    }

    @Test
    void ignoredFilesAreNotThere() {
        Image image = bench.build(
                "FROM scratch\nCOPY . /\n",
                ".dockerignore=*.log\nd\n!d/keep\n",
                "a=1",
                "x.log=2",
                "d/",
                "d/keep=3",
                "d/drop=4");
        assertThat(bench.files(image))
                .contains("FILE 644 0:0 /a \"1\"", "FILE 644 0:0 /d/keep \"3\"")
                .noneMatch(line -> line.contains("x.log") || line.contains("drop"));
    }

    @Test
    void heredocs() {
        Image image = bench.build("""
                FROM base
                ENV V=1
                RUN <<EOF
                echo one > /one
                echo two > /two
                EOF
                COPY <<a <<"b" /d/
                v=$V "q" \\n
                a
                v=$V
                b
                """);
        assertThat(bench.files(image))
                .contains(
                        "FILE 644 0:0 /one \"one\\n\"",
                        "FILE 644 0:0 /two \"two\\n\"",
                        "FILE 644 0:0 /d/a \"v=1 \"q\" \\n\\n\"",
                        "FILE 644 0:0 /d/b \"v=$V\\n\"");
    }

    /// Between two steps nothing is mounted: what the stage stands on was anybody's to take away.
    @Test
    void whatABuildStandsOnStaysAlthoughItsImagesGo() {
        String file = "FROM base\nRUN echo 1 > /one\nRUN echo 2 > /two\n";
        Image before = bench.build(file);
        String longer = file + "RUN echo 3 > /three\n";
        Image image = bench.build(bench.builder(), BuildRequest.of(TestBench.context(longer)), text -> {
            if (text.startsWith("Step 4/4")) {
                bench.images.remove(before.id(), true);
                bench.images.remove("base", true);
            }
        });
        assertThat(bench.files(image)).contains("FILE 644 0:0 /one \"1\\n\"", "FILE 644 0:0 /three \"3\\n\"");
    }

    @Test
    void anImageHasItsNamesFromTheFirstMomentOn() {
        BuildRequest request = BuildRequest.of(TestBench.context("FROM base\nRUN true\n"));
        Image image = bench.build(bench.builder(), request.tagged("named").tagged("named:2"), text -> {
            if (text.startsWith("Successfully built")) {
                bench.images.prune(false, _ -> true);
            }
        });
        assertThat(image.names()).containsExactly("named:2", "named:latest");
    }

    @Test
    void deletionsAreWhiteouts() {
        Image image = bench.build("FROM base\nRUN rm -r /old\n");
        assertThat(bench.files(image)).noneMatch(line -> line.contains(" /old"));
    }

    @Test
    void failuresSayWhatAndWhere() {
        assertThatThrownBy(() -> bench.build("FROM base\nRUN false\n"))
                .isInstanceOf(Fault.class)
                .hasMessageContaining("The command '/bin/sh -c false' returned a non-zero code: 1");
        assertThatThrownBy(() -> bench.build("FROM base\nCOPY gone /\n"))
                .hasMessageContaining("COPY failed: ")
                .hasMessageContaining("(Dockerfile line 2)")
                .hasMessageContaining("stat gone: file does not exist");
        assertThatThrownBy(() -> bench.build("FROM base\nCOPY ../x /\n"))
                .hasMessageContaining("forbidden path outside the build context");
        assertThatThrownBy(() -> bench.build("FROM nothere\n"))
                .isInstanceOfSatisfying(Fault.class, e -> assertThat(e.kind()).isEqualTo(Fault.Kind.NOT_FOUND));
        assertThatThrownBy(() -> bench.build(
                        BuildRequest.of(TestBench.context("FROM base\n")).withDockerfile("Other")))
                .hasMessageContaining("Cannot locate specified Dockerfile: Other");
        assertThatThrownBy(() -> bench.build(
                        BuildRequest.of(TestBench.context("FROM base\n")).withTarget("x")))
                .hasMessageContaining("target stage \"x\" could not be found");
    }

    @Test
    void hostileContextsAreRefused() throws IOException {
        for (String name : List.of("../escaped", "/escaped", "a/../../escaped")) {
            var out = new ByteArrayOutputStream();
            try (TarWriter tar = new TarWriter(out)) {
                tar.put(TarEntry.file(name, 0644, 1, TestBench.THEN), new byte[1]);
            }
            assertThatThrownBy(() -> bench.build(BuildRequest.of(new java.io.ByteArrayInputStream(out.toByteArray()))))
                    .hasMessageContaining("unsafe");
        }
        assertThat(folder.resolve("data/build/escaped")).doesNotExist();
        bench.build("FROM scratch\nCOPY l/passwd /stolen\n", "l->/etc", "etc/", "etc/passwd=mine");
        assertThatThrownBy(() -> bench.build("FROM scratch\nCOPY l/hostname /stolen\n", "l->../../../../../../etc"))
                .hasMessageContaining("does not exist");
    }

    @Test
    void aNameThatNoFileSystemTakesIsTheArchivesMistake() {
        for (String name : List.of("f".repeat(256) + "=x", "d".repeat(256) + "/", "d".repeat(256) + "/f=x")) {
            assertThatThrownBy(() -> bench.build("FROM base\n", name))
                    .isInstanceOfSatisfying(
                            Fault.class, e -> assertThat(e.kind()).isEqualTo(Fault.Kind.INVALID))
                    .hasMessageContaining("File name too long");
        }
    }

    @Test
    void interruptingCancels() throws Exception {
        Thread builder = Thread.ofVirtual().unstarted(() -> bench.build("FROM base\nRUN while true; do true; done\n"));
        var failure = new java.util.concurrent.CompletableFuture<Throwable>();
        builder.setUncaughtExceptionHandler((_, e) -> failure.complete(e));
        builder.start();
        builder.interrupt();
        assertThat(failure.get(20, java.util.concurrent.TimeUnit.SECONDS)).hasMessageContaining("cancelled");
    }
}
