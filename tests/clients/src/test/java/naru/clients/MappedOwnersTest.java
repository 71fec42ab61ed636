package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Folders of the host, and volumes, that belong to somebody, in containers that run as somebody else.
@Tag("system")
class MappedOwnersTest {
    private static final String OWNER = "4242:4343";
    private static final String WRITES = "cat /w/theirs; echo mine > /w/mine; mkdir /w/below; echo more >> /w/theirs;"
            + " stat -c %u:%g /w /w/theirs /w/mine /w/below";

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    /// A folder of somebody whom this machine need not know, with a file that nobody else may touch.
    private static Path folder(String name) throws IOException {
        Path folder = Files.createDirectories(naru.folder().resolve(name));
        Files.writeString(folder.resolve("theirs"), "theirs\n");
        run("chown", "-R", OWNER, folder.toString());
        run("chmod", "0600", folder.resolve("theirs").toString());
        run("chmod", "0700", folder.toString());
        return folder;
    }

    private static String run(String... words) {
        return Program.run(List.of(words), Map.of(), new byte[0], Duration.ofSeconds(10))
                .ok();
    }

    private static void allBelongsTo(String owner, Path folder) {
        String owners = run("find", folder.toString(), "-printf", "%U:%G\\n");
        assertThat(owners.lines()).hasSize(4).containsOnly(owner);
    }

    @Test
    void whatRootWritesBelongsToTheFoldersOwner() throws IOException {
        Path folder = folder("root");
        String out = naru.docker("run", "--rm", "-v", folder + ":/w:idmap", IMAGE, "sh", "-c", WRITES)
                .ok();
        assertThat(out.lines()).containsExactly("theirs", "0:0", "0:0", "0:0", "0:0");
        allBelongsTo(OWNER, folder);
    }

    @Test
    void whatAUserWritesBelongsToTheFoldersOwnerAndMayBeRestarted() throws IOException {
        Path folder = folder("user");
        String mount = "type=bind,src=" + folder + ",dst=/w,consistency=idmap";
        String script = "test -e /w/mine || { " + WRITES + "; }; exec sleep 1000";
        naru.docker(
                        "run", "-d", "--init", "--name", "user", "--user", "1000", "--mount", mount, IMAGE, "sh", "-c",
                        script)
                .ok();
        naru.docker("restart", "-t", "0", "user").ok();
        naru.docker("exec", "user", "sh", "-c", "until test -d /w/below; do sleep 0.1; done")
                .ok();
        allBelongsTo(OWNER, folder);
        assertThat(naru.docker("exec", "user", "stat", "-c", "%u:%g", "/w/mine").ok())
                .isEqualTo("1000:1000");
        assertThat(naru.inspect("{{(index .HostConfig.Mounts 0).Consistency}}", "user"))
                .isEqualTo("idmap");
        naru.docker("rm", "-f", "user").ok();
    }

    @Test
    void anotherUserThanTheContainersCanBeNamed() throws IOException {
        Path folder = folder("named");
        String script = "su -s /bin/sh guest -c '" + WRITES + "'";
        String out = naru.docker("run", "--rm", "-v", folder + ":/w:idmap=1000.1000", IMAGE, "sh", "-c", script)
                .ok();
        assertThat(out).contains("1000:1000");
        allBelongsTo(OWNER, folder);
    }

    @Test
    void containersOfDifferentUsersShareAVolume() {
        String mount = "type=volume,src=shared,dst=/w,consistency=idmap";
        String make = "mkdir /w/in && echo theirs > /w/in/theirs && chmod 700 /w/in";
        naru.docker("run", "--rm", "--user", "1000", "-v", "shared:/w:idmap", IMAGE, "sh", "-c", make)
                .ok();
        String change = "cat /w/in/theirs; echo > /w/in/mine; stat -c %u:%g /w /w/in/theirs";
        for (String user : List.of("0", "77:78")) {
            String out = naru.docker("run", "--rm", "--user", user, "--mount", mount, IMAGE, "sh", "-c", change)
                    .ok();
            String own = user.contains(":") ? user : "0:0";
            assertThat(out.lines()).containsExactly("theirs", own, own);
        }
        String part = "type=volume,src=shared,dst=/w,volume-subpath=in,volume-nocopy,consistency=idmap=5";
        assertThat(naru.docker("run", "--rm", "--mount", part, IMAGE, "stat", "-c", "%u", "/w/mine")
                        .ok())
                .isEqualTo("5");
        Path volume = naru.instance().data().resolve("volumes/shared/_data");
        assertThat(run("find", volume.toString(), "-printf", "%U:%G\\n").lines())
                .hasSize(4)
                .containsOnly("0:0");
        naru.docker("volume", "rm", "shared").ok();
    }

    @Test
    void oneFileAndOneThatIsReadOnly() throws IOException {
        Path folder = folder("file");
        Path file = folder.resolve("theirs");
        naru.docker("run", "--rm", "-v", file + ":/f:idmap", IMAGE, "sh", "-c", "test -O /f && echo 2 > /f")
                .ok();
        assertThat(file).hasContent("2");
        assertThat(naru.docker("run", "--rm", "-v", file + ":/f:ro,idmap", IMAGE, "sh", "-c", "cat /f; echo 3 > /f")
                        .err())
                .contains("Read-only file system");
    }

    @Test
    void whatIsCopiedInWithItsOwnersBelongsToTheContainersUser() throws IOException {
        Path folder = folder("copied");
        naru.docker("run", "-d", "--name", "copies", "--user", "guest", IMAGE, "sleep", "1000")
                .ok();
        naru.docker("cp", "-a", folder.toString(), "copies:/tmp/as").ok();
        naru.docker("cp", folder.toString(), "copies:/tmp/plain").ok();
        String stat = "stat -c %u:%g /tmp/as /tmp/as/theirs; cat /tmp/as/theirs";
        assertThat(naru.docker("exec", "copies", "sh", "-c", stat).ok().lines())
                .containsExactly("1000:1000", "1000:1000", "theirs");
        assertThat(naru.docker("exec", "copies", "stat", "-c", "%u", "/tmp/plain")
                        .ok())
                .isNotEqualTo("1000");
        naru.docker("rm", "-f", "copies").ok();
    }

    @Test
    void whereItCannotBeItIsSaid() {
        assertThat(naru.docker(
                                "run",
                                "--rm",
                                "--mount",
                                "type=bind,src=/proc/sys,dst=/p,consistency=idmap=7",
                                IMAGE,
                                "true")
                        .refused())
                .contains("the file system of /proc/sys (proc)", "cannot map owners", "leave idmap out");
        assertThat(naru.docker("create", "-v", "/srv:/p:idmap=x", IMAGE, "true").refused())
                .contains("idmap=x");
        assertThat(naru.docker("create", "--mount", "type=bind,src=/srv,dst=/p,consistency=idmap=x", IMAGE, "true")
                        .refused())
                .contains("write idmap, idmap=UID or idmap=UID.GID");
        assertThat(naru.docker("create", "-v", "files:/p:idmap=x", IMAGE, "true")
                        .refused())
                .contains("invalid mode");
    }
}
