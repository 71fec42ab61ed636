package naru.clients;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.Result;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Who may push and pull, with docker and skopeo.
@Tag("system")
class RegistryUsersTest {
    private static final byte[] PASSWORD = "river bank 7\n".getBytes(UTF_8);

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    private static String name = "";

    @BeforeAll
    static void start() {
        name = naru.address("registry") + "/team/small:1";
        naru.docker("tag", "small:test", name).ok();
    }

    @Test
    void oneUserClosesTheRegistryToEverybodyElse() {
        String registry = naru.address("registry");
        naru.docker("push", name).ok();
        naru.naruWith(PASSWORD, "registry", "user", "add", "maria", "--password-stdin")
                .ok();
        assertThat(naru.naru("registry", "user", "list").ok()).contains("maria").doesNotContain("river");
        assertThat(naru.docker("push", name).refused()).contains("denied");
        Result wrong = naru.dockerWith(
                "wrong password\n".getBytes(UTF_8), "login", "-u", "maria", "--password-stdin", registry);
        assertThat(wrong.refused()).contains("incorrect username or password");
        assertThat(naru.dockerWith(PASSWORD, "login", "-u", "maria", "--password-stdin", registry)
                        .ok())
                .contains("Login Succeeded");
        naru.docker("push", name).ok();
        naru.docker("rmi", name).ok();
        naru.docker("pull", name).ok();
        assertThat(skopeo("--creds", "maria:river bank 7").ok()).contains("\"Digest\"");
        assertThat(skopeo("--no-creds").refused()).contains("unauthorized");
        build().ok();
        naru.docker("logout", registry).ok();
        assertThat(build().refused()).contains("denied");
        assertThat(naru.docker("pull", name).refused()).contains("denied");
        naru.naru("registry", "user", "rm", "maria").ok();
        naru.docker("pull", name).ok();
        assertThat(naru.naru("registry", "user", "rm", "maria").refused()).contains("no user \"maria\"");
    }

    /// Builds on the image, which is not here any more.
    private static Result build() {
        naru.docker("rmi", name);
        String file = "FROM " + name + "\nLABEL built=yes\n";
        return naru.dockerWith(file.getBytes(UTF_8), "build", "-q", "-t", "built:test", "-");
    }

    private static Result skopeo(String... words) {
        List<String> line = new java.util.ArrayList<>(List.of("skopeo", "inspect", "--tls-verify=false"));
        line.addAll(List.of(words));
        line.add("docker://" + name);
        return Program.run(line, Map.of(), new byte[0], Duration.ofSeconds(30));
    }
}
