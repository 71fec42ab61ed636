package naru.build.dockerfile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.build.dockerfile.Instruction.Add;
import naru.build.dockerfile.Instruction.Arg;
import naru.build.dockerfile.Instruction.Cmd;
import naru.build.dockerfile.Instruction.Copy;
import naru.build.dockerfile.Instruction.Declared;
import naru.build.dockerfile.Instruction.Entrypoint;
import naru.build.dockerfile.Instruction.Env;
import naru.build.dockerfile.Instruction.Expose;
import naru.build.dockerfile.Instruction.Healthcheck;
import naru.build.dockerfile.Instruction.Label;
import naru.build.dockerfile.Instruction.OnBuild;
import naru.build.dockerfile.Instruction.Pair;
import naru.build.dockerfile.Instruction.Probe;
import naru.build.dockerfile.Instruction.Run;
import naru.build.dockerfile.Instruction.Shell;
import naru.build.dockerfile.Instruction.Volume;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DockerfileParserTest {
    private static <T extends Instruction> T only(Class<T> type, String text) {
        List<Instruction> all =
                DockerfileParser.parse("FROM x\n" + text).stages().getFirst().instructions();
        assertThat(all).hasSize(1);
        return type.cast(all.getFirst());
    }

    @Test
    void stagesAndGlobalArguments() {
        Dockerfile file = DockerfileParser.parse("""
                ARG V=1
                FROM --platform=$P base:$V AS Build
                RUN make
                from scratch
                COPY --from=build /a /b
                """);
        assertThat(file.globals()).extracting(Arg::names).containsExactly(List.of(new Declared("V", Optional.of("1"))));
        assertThat(file.stages()).hasSize(2);
        assertThat(file.stages().get(0).name()).contains("build");
        assertThat(file.stages().get(0).from().platform()).contains("$P");
        assertThat(file.stage("BUILD", 1)).contains(file.stages().get(0));
        assertThat(file.stage("0", 1)).contains(file.stages().get(0));
        assertThat(file.stage("build", 0)).isEmpty();
    }

    @Test
    void continuationsSkipCommentsAndEmptyLines() {
        Run run = only(Run.class, "RUN a \\\n  # why\n\n  && b \\  \n && c\n");
        assertThat(run.command()).isEqualTo(new Command.Shell("a   && b  && c"));
        assertThat(run.source().line()).isEqualTo(2);
        assertThat(run.source().lastLine()).isEqualTo(6);
    }

    @Test
    void escapeDirectiveMakesBackquoteContinue() {
        Dockerfile file = DockerfileParser.parse("# escape=`\nFROM x\nRUN a `\n b\\\n");
        assertThat(file.escape()).isEqualTo('`');
        assertThat(((Run) file.stages().getFirst().instructions().getFirst()).command())
                .isEqualTo(new Command.Shell("a  b\\"));
    }

    @Test
    void directiveAfterACommentIsAComment() {
        assertThat(DockerfileParser.parse("# hello\n# escape=`\nFROM x\n").escape())
                .isEqualTo('\\');
    }

    @Test
    void execAndShellForms() {
        assertThat(only(Cmd.class, "CMD [\"a\", \"b c\"]").command()).isEqualTo(new Command.Exec(List.of("a", "b c")));
        assertThat(only(Cmd.class, "CMD a \"b c\"").command()).isEqualTo(new Command.Shell("a \"b c\""));
        assertThat(only(Run.class, "RUN [ -f x ] && y").command()).isEqualTo(new Command.Shell("[ -f x ] && y"));
        assertThat(only(Entrypoint.class, "ENTRYPOINT []").command()).isEqualTo(new Command.Exec(List.of()));
        assertThat(only(Shell.class, "SHELL [\"/bin/bash\", \"-c\"]").words()).containsExactly("/bin/bash", "-c");
    }

    @Test
    void severalPairsOnOneLine() {
        assertThat(only(Env.class, "ENV A=1 B=\"x y\" C=a\\ b").pairs())
                .containsExactly(new Pair("A", "1"), new Pair("B", "\"x y\""), new Pair("C", "a\\ b"));
        assertThat(only(Env.class, "ENV A b c").pairs()).containsExactly(new Pair("A", "b c"));
        assertThat(only(Label.class, "LABEL \"a.b\"=c").pairs()).containsExactly(new Pair("\"a.b\"", "c"));
        assertThat(only(Arg.class, "ARG A B=2").names())
                .containsExactly(new Declared("A", Optional.empty()), new Declared("B", Optional.of("2")));
    }

    @Test
    void copyWithFlags() {
        Copy copy = only(Copy.class, "COPY --from=a --chown=1:2 --chmod=0755 a b /c/");
        assertThat(copy.from()).contains("a");
        assertThat(copy.files().sources()).containsExactly("a", "b");
        assertThat(copy.files().destination()).isEqualTo("/c/");
        assertThat(copy.files().chown()).contains("1:2");
        assertThat(copy.files().chmod()).contains("0755");
        assertThat(only(Add.class, "ADD [\"a b\", \"/c\"]").files().sources()).containsExactly("a b");
    }

    @Test
    void heredocs() {
        Run run = only(Run.class, "RUN <<EOF\necho $A\n# kept\nEOF\n");
        assertThat(run.heredocs()).containsExactly(new Heredoc("EOF", true, false, "echo $A\n# kept\n"));
        Copy copy = only(Copy.class, "COPY <<-\"one\" <<two x /d/\n\ta\none\nb\ntwo\n");
        assertThat(copy.files().sources()).containsExactly("x");
        assertThat(copy.files().inline())
                .containsExactly(new Heredoc("one", false, true, "a\n"), new Heredoc("two", true, false, "b\n"));
    }

    @Test
    void healthchecks() {
        Probe probe = only(Healthcheck.class, "HEALTHCHECK --interval=1m30s --retries=3 CMD curl -f x")
                .probe();
        assertThat(probe)
                .isEqualTo(new Probe.Test(
                        new Command.Shell("curl -f x"),
                        Duration.ofSeconds(90),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        3));
        assertThat(only(Healthcheck.class, "HEALTHCHECK NONE").probe()).isEqualTo(new Probe.None());
    }

    @Test
    void mounts() {
        Run run = only(
                Run.class,
                "RUN --mount=type=cache,target=/c,sharing=locked --mount=target=/s,rw --mount=type=secret,id=t x");
        assertThat(run.mounts())
                .containsExactly(
                        new RunMount.Cache("/c", "/c", RunMount.Sharing.LOCKED, 0755, 0, 0, false),
                        new RunMount.Bind("/s", "/", Optional.empty(), true),
                        new RunMount.Secret("/run/secrets/t", "t", false, Optional.empty(), true, 0400, 0, 0));
    }

    @Test
    void theRest() {
        assertThat(only(Expose.class, "EXPOSE 80/tcp 90-92").ports()).containsExactly("80/tcp", "90-92");
        assertThat(only(Volume.class, "VOLUME [\"/a\", \"/b\"]").paths()).containsExactly("/a", "/b");
        assertThat(only(OnBuild.class, "ONBUILD RUN x").trigger()).isEqualTo("RUN x");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            FROM x;;RUNN y                 | on line 3: unknown instruction: RUNN (did you mean RUN?)
            FROM x;ABCDEFGH                | on line 2: unknown instruction: ABCDEFGH
            RUN x                          | on line 1: no build stage in current context: begin with FROM
            ARG X                          | no build stage in current context
            FROM                           | on line 1: FROM requires either one or three arguments
            FROM x AS 1a                   | on line 1: invalid name for build stage: "1a"
            FROM x;COPY a                  | on line 2: COPY requires at least two arguments
            FROM x;COPY --form=y a b       | on line 2: unknown flag: --form (did you mean from?)
            FROM x;ENV A=1 B               | on line 2: Syntax error - can't find = in "B"
            FROM x;ENV A                   | on line 2: ENV must have two arguments
            FROM x;SHELL a                 | on line 2: SHELL requires the arguments to be in JSON form
            FROM x;CMD ["a", 1]            | on line 2: when using JSON array syntax
            FROM x;RUN <<EOF;a             | on line 2: unterminated heredoc
            FROM x;ONBUILD FROM y          | on line 2: FROM isn't allowed as an ONBUILD trigger
            FROM x;ONBUILD RUNN y          | on line 2: unknown instruction: RUNN
            FROM x;HEALTHCHECK RUN y       | on line 2: Unknown type "RUN" in HEALTHCHECK
            FROM x;HEALTHCHECK --interval=1 CMD y | on line 2: --interval: invalid duration "1"
            FROM x;RUN --mount=type=cache,targ=/x y | unexpected key 'targ' in 'targ=/x' (did you mean target?)
            # escape=x;FROM x              | on line 1: invalid escape token 'x'
            # only a comment               | file with no instructions
            """)
    void mistakesNameTheLine(String text, String message) {
        assertThatThrownBy(() -> DockerfileParser.parse(text.replace(';', '\n')))
                .isInstanceOf(Fault.class)
                .hasMessageContaining(message);
    }

    @Test
    void whatIsNotBuiltSaysSo() {
        assertThatThrownBy(() -> DockerfileParser.parse("FROM x\nRUN --mount=type=ssh y"))
                .isInstanceOfSatisfying(Fault.class, e -> assertThat(e.kind()).isEqualTo(Fault.Kind.NOT_IMPLEMENTED))
                .hasMessageContaining("line 2");
    }
}
