package naru.clients;

import static naru.clients.RemappedUsers.FIRST;
import static naru.clients.RemappedUsers.MAP;
import static naru.clients.RemappedUsers.owner;
import static naru.clients.RemappedUsers.run;
import static naru.clients.RemappedUsers.words;
import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.tests.Background;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// To whom files belong, inside and on the host, with `--userns-remap`.
@Tag("system")
class UserRemapFilesTest {
    @AutoClose
    private static final RemappedUsers users = new RemappedUsers();

    private static final TestNaru naru = users.naru();

    private static String docker(String... words) {
        return users.docker(words);
    }

    @Test
    void volumesBelongToWhoWritesThemWhicheverTheMap() {
        String fill = "mkdir -p /v/image; chown 1000:1000 /v/image; chmod 700 /v/image";
        docker("run", "--name", "filler", IMAGE, "sh", "-c", fill);
        docker("commit", "filler", "small:filled");
        String stat = "stat -c %u:%g /v/image; echo > /v/made; stat -c %u:%g /v/made";
        assertThat(docker("run", "--rm", "-v", "shared:/v", "small:filled", "sh", "-c", stat)
                        .lines())
                .containsExactly("1000:1000", "0:0");
        assertThat(docker("run", "--rm", "-v", "shared:/v", "-u", "guest", IMAGE, "sh", "-c", "echo > /v/image/mine"))
                .isEmpty();
        assertThat(docker(
                                "run",
                                "--rm",
                                "--userns",
                                "host",
                                "-v",
                                "shared:/v",
                                IMAGE,
                                "sh",
                                "-c",
                                "stat -c %u /v/made /v/image/mine")
                        .lines())
                .containsExactly("0", "1000");
        Path volume = naru.instance().data().resolve("volumes/shared/_data");
        assertThat(owner(volume.resolve("made"))).isEqualTo("0:0");
        docker("rm", "filler");
        docker("volume", "rm", "shared");
    }

    @Test
    void foldersOfTheHostKeepTheirOwnersUnlessTheyAreMapped() throws IOException {
        Path folder = Files.createDirectories(naru.folder().resolve("bind"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        String bind = folder + ":/b";
        assertThat(naru.docker("run", "--rm", "-v", bind, IMAGE, "sh", "-c", "echo > /b/refused")
                        .err())
                .contains("Permission denied");
        docker("run", "--rm", "-v", bind + ":idmap", IMAGE, "sh", "-c", "echo > /b/mapped");
        run("chown", FIRST + ":" + FIRST, folder.toString());
        docker("run", "--rm", "-v", bind, IMAGE, "sh", "-c", "echo > /b/own");
        assertThat(owner(folder.resolve("mapped"))).isEqualTo("0:0");
        assertThat(owner(folder.resolve("own"))).isEqualTo(FIRST + ":" + FIRST);
    }

    @Test
    void whatIsCopiedCommittedAndExportedHasTheNumbersOfTheInside() throws IOException {
        String script = "echo > /tmp/mine; chown 7:8 /tmp/mine; mkdir /tmp/in; exec sleep 1000";
        docker("run", "-d", "--name", "copied", IMAGE, "sh", "-c", script);
        docker("exec", "copied", "sh", "-c", "until test -d /tmp/in; do sleep 0.1; done");
        Path file = Files.writeString(naru.folder().resolve("file"), "x");
        run("chown", "21:22", file.toString());
        docker("cp", "-a", file.toString(), "copied:/tmp/in/");
        assertThat(docker("exec", "copied", "stat", "-c", "%u:%g", "/tmp/in/file"))
                .isEqualTo("21:22");
        Path back = naru.folder().resolve("back.tar");
        for (String source : List.of("running", "stopped")) {
            String name = "small:" + source;
            docker("export", "-o", back.toString(), "copied");
            assertThat(run("tar", "--numeric-owner", "-tvf", back.toString(), "tmp/mine"))
                    .contains(" 7/8 ");
            docker("commit", "copied", name);
            assertThat(docker("run", "--rm", "--userns=host", name, "stat", "-c", "%u:%g", "/tmp/mine", "/tmp/in/file")
                            .lines())
                    .containsExactly("7:8", "21:22");
            docker("stop", "-t", "0", "copied");
        }
        docker("cp", file.toString(), "copied:/tmp/in/later");
        docker("start", "copied");
        assertThat(docker("exec", "copied", "stat", "-c", "%u:%g", "/tmp/in/later"))
                .isEqualTo("21:22");
        assertThat(docker("diff", "copied").lines()).contains("A /tmp/mine", "A /tmp/in/later");
        docker("rm", "-f", "copied");
    }

    @Test
    void ownersOfVolumesAreNotMappedTwice() {
        assertThat(naru.docker("run", "--rm", "-v", "mapped:/v:idmap", IMAGE, "true")
                        .refused())
                .contains("volumes belong to the container's own users");
        docker("volume", "rm", "mapped");
    }

    @Test
    void aCopyEndsWithAFailureWhenTheFilesGetOtherOwners() throws IOException {
        docker("create", "--name", "begun", IMAGE, "sleep", "1000");
        Path large = naru.folder().resolve("large");
        run("truncate", "-s", "10M", large.toString());
        docker("cp", large.toString(), "begun:/tmp/large");
        List<String> line = new ArrayList<>(List.of("env"));
        naru.dockerEnvironment().forEach((name, value) -> line.add(name + "=" + value));
        Path go = naru.folder().resolve("go");
        line.addAll(List.of(
                "bash",
                "-c",
                "docker export begun | { head -c 512 >/dev/null; echo begun; until test -e " + go
                        + "; do sleep 0.1; done; cat >/dev/null; }; echo ${PIPESTATUS[0]} of docker"));
        try (Background client = Background.start(line)) {
            client.awaitLine("begun");
            docker("start", "begun");
            Files.createFile(go);
            client.awaitLine("1 of docker");
        }
        docker("rm", "-f", "begun");
    }

    @Test
    void whoHasNoNumberOnTheHostCannotBeCopiedIn() throws IOException {
        docker("run", "-d", "--name", "ranged", IMAGE, "sleep", "1000");
        Path file = Files.writeString(naru.folder().resolve("foreign"), "x");
        run("chown", "70000:70000", file.toString());
        assertThat(naru.docker("cp", "-a", file.toString(), "ranged:/tmp/").refused())
                .contains("Container ID 70000 cannot be mapped to a host ID");
        docker("rm", "-f", "ranged");
    }

    @Test
    void theirRootCannotReachFilesOfTheEngineOnTheHost() throws IOException {
        String script = "cp /bin/busybox /tmp/busybox; chmod 4755 /tmp/busybox; exec sleep 1000";
        docker("run", "-d", "--name", "out", IMAGE, "sh", "-c", script);
        docker("exec", "out", "sh", "-c", "until test -u /tmp/busybox; do sleep 0.1; done");
        String id = docker("inspect", "-f", "{{.Id}}", "out");
        Path data = naru.instance().data().resolve("snapshots/c/" + id + "/upper/tmp/busybox");
        Path seen = naru.instance().run().resolve("remapped/" + id + "/tmp/busybox");
        assertThat(owner(data)).isEqualTo("0:0");
        assertThat(lookAs(FIRST, data).err()).contains("Permission denied");
        assertThat(lookAs(FIRST, seen).ok()).isEqualTo(FIRST + " 4755");
        assertThat(lookAs(1000, seen).err()).contains("Permission denied");
        docker("rm", "-f", "out");
    }

    /// Looks at a file as a user of the host, where the daemon sees it.
    private static Result lookAs(int user, Path file) {
        List<String> words = new ArrayList<>(users.within());
        words.addAll(List.of("setpriv", "--reuid=" + user, "--regid=" + user, "--clear-groups"));
        words.addAll(List.of("stat", "-c", "%u %a", file.toString()));
        return Program.run(words, Map.of(), new byte[0], Duration.ofSeconds(10));
    }

    @Test
    void buildsMakeImagesWithTheNumbersOfTheInside() throws IOException {
        Path context = Files.createDirectories(naru.folder().resolve("context"));
        Files.writeString(context.resolve("file"), "x");
        Files.writeString(context.resolve("Dockerfile"), """
                FROM %s
                COPY --chown=3:4 file /tmp/file
                RUN --mount=type=cache,target=/cache touch /cache/x && chown 5:6 /tmp/file && cat /proc/self/uid_map
                RUN --mount=type=cache,target=/cache stat -c %%u:%%g /cache/x /tmp/file && mkdir /root/made && chmod 1777 /tmp
                USER guest
                RUN touch /tmp/mine
                """.formatted(IMAGE));
        String out = docker("build", "-t", "small:built", context.toString());
        assertThat(words(out)).contains(MAP, "0:0 5:6");
        String stat = "stat -c %u:%g /tmp/file /root/made /tmp/mine";
        for (String users : List.of("--userns=host", "--userns=")) {
            assertThat(docker("run", "--rm", users, "-u", "0", "small:built", "sh", "-c", stat)
                            .lines())
                    .containsExactly("5:6", "0:0", "1000:1000");
        }
    }
}
