package naru.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import naru.container.Event;
import naru.container.MountSpec;
import naru.container.RestartPolicy;
import naru.network.PortBinding;
import org.junit.jupiter.api.Test;

class ConversionsTest {
    private static CreateBody body(String json) {
        return DockerJson.read(json.getBytes(StandardCharsets.UTF_8), CreateBody.class);
    }

    @Test
    void readsWhatDockerRunSends() {
        var spec = CreateDecoder.spec("web", body("""
                {"Image":"shop:1","Cmd":["sleep","1"],"Entrypoint":"","Env":["A=b"],"Tty":true,"Labels":{"k":"v"},
                 "ExposedPorts":{"80/tcp":{}},"Healthcheck":{"Test":["CMD","true"],"Interval":1000000000},
                 "HostConfig":{"Binds":["/a:/b:ro"],"PortBindings":{"80/tcp":[{"HostIp":"127.0.0.1","HostPort":"8080"}],
                 "53/udp":[{"HostIp":"","HostPort":""}]},"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":3},
                 "Memory":1048576,"NanoCpus":500000000,"PidsLimit":5,"Init":true,"ReadonlyRootfs":true,
                 "Mounts":[{"Type":"tmpfs","Target":"/t","TmpfsOptions":{"SizeBytes":4096}}],"NetworkMode":"n1"},
                 "NetworkingConfig":{"EndpointsConfig":{"n1":{"Aliases":["w"],"IPAMConfig":{"IPv4Address":"10.0.0.9"}}}}}
                """));
        assertThat(spec.name()).isEqualTo("web");
        assertThat(spec.config().entrypoint()).isEmpty();
        assertThat(spec.config().cmd()).containsExactly("sleep", "1");
        assertThat(spec.config().exposedPorts()).containsExactly("80/tcp");
        assertThat(spec.storage().mounts()).containsExactly(MountSpec.tmpfs("/t", 4096));
        assertThat(spec.networking().ports())
                .containsExactlyInAnyOrder(
                        new PortBinding(80, PortBinding.Protocol.TCP, "127.0.0.1", 8080, 8080),
                        new PortBinding(53, PortBinding.Protocol.UDP, "", 0, 0));
        assertThat(spec.networking().endpoints().getFirst().ipv4()).isEqualTo("10.0.0.9");
        assertThat(spec.restart()).isEqualTo(new RestartPolicy(RestartPolicy.Rule.ON_FAILURE, 3));
        assertThat(spec.resources().pidsLimit()).isEqualTo(5);
        assertThat(spec.isolation().init()).isTrue();
    }

    private static Versions versions(int minor, String json) {
        var wanted = DockerJson.read(json.getBytes(StandardCharsets.UTF_8), NetworkCalls.Wanted.class);
        return Versions.of(wanted, new ApiVersion(1, minor));
    }

    @Test
    void aNetworksVersionsOfIpAreFieldsOrElseOptions() {
        String options =
                "\"Options\":{\"com.docker.network.enable_ipv4\":\"0\",\"com.docker.network.enable_ipv6\":\"true\"}";
        assertThat(versions(50, "{}")).isEqualTo(new Versions(true, false));
        assertThat(versions(50, "{\"EnableIPv4\":false,\"EnableIPv6\":true}")).isEqualTo(new Versions(false, true));
        assertThat(versions(46, "{\"EnableIPv4\":false,\"EnableIPv6\":true}")).isEqualTo(new Versions(true, true));
        assertThat(versions(50, "{" + options + "}")).isEqualTo(new Versions(false, true));
        assertThat(versions(50, "{\"EnableIPv4\":true,\"EnableIPv6\":false," + options + "}"))
                .isEqualTo(new Versions(true, false));
        assertThat(versions(45, "{\"EnableIPv6\":false," + options + "}")).isEqualTo(new Versions(false, true));
        assertThatThrownBy(() -> versions(50, "{\"Options\":{\"com.docker.network.enable_ipv6\":\"yes\"}}"))
                .hasMessage("driver-opt \"com.docker.network.enable_ipv6\" is not a valid bool");
    }

    @Test
    void inheritsWhatIsNotSaid() {
        var spec = CreateDecoder.spec("/x", body("{\"Image\":\"a\",\"Cmd\":null,\"HostConfig\":{}}"));
        assertThat(spec.name()).isEqualTo("x");
        assertThat(spec.config().cmd()).isNull();
        assertThat(spec.config().entrypoint()).isNull();
        assertThat(spec.networking().mode()).isEqualTo("default");
    }

    @Test
    void refusesWhatMakesNoSense() {
        assertThatThrownBy(() -> CreateDecoder.spec(
                        "x", body("{\"HostConfig\":{\"AutoRemove\":true,\"RestartPolicy\":{\"Name\":\"always\"}}}")))
                .isInstanceOf(Fault.class)
                .hasMessage("can't create 'AutoRemove' container with restart policy");
        assertThatThrownBy(
                        () -> CreateDecoder.spec("x", body("{\"HostConfig\":{\"PortBindings\":{\"99999/tcp\":[{}]}}}")))
                .hasMessageContaining("invalid port specification");
        assertThatThrownBy(() -> CreateDecoder.spec("x", body("{\"HostConfig\":{\"Mounts\":[{\"Type\":\"nfs\"}]}}")))
                .hasMessageContaining("mount type unknown");
    }

    @Test
    void writesTimesAsGo() {
        assertThat(GoTime.text(Instant.parse("2026-11-24T08:02:42.525150000Z")))
                .isEqualTo("2026-11-24T08:02:42.52515Z");
        assertThat(GoTime.text(Instant.parse("2026-11-24T08:02:42Z"))).isEqualTo("2026-11-24T08:02:42Z");
        assertThat(GoTime.fixed(Instant.parse("2026-11-24T08:02:42Z"))).isEqualTo("2026-11-24T08:02:42.000000000Z");
        assertThat(GoTime.ago(Duration.ofSeconds(70))).isEqualTo("About a minute");
        assertThat(GoTime.ago(Duration.ofHours(3))).isEqualTo("3 hours");
    }

    @Test
    void readsMoments() {
        Instant now = Instant.parse("2026-11-24T08:00:00Z");
        assertThat(GoTime.moment("1795500000.5", now))
                .isEqualTo(Optional.of(Instant.ofEpochSecond(1795500000L, 500000000)));
        assertThat(GoTime.moment("10m", now)).isEqualTo(Optional.of(now.minusSeconds(600)));
        assertThat(GoTime.moment("2026-11-24T07:00:00Z", now)).isEqualTo(Optional.of(now.minusSeconds(3600)));
        assertThat(GoTime.moment("", now)).isEmpty();
        assertThatThrownBy(() -> GoTime.moment("soon", now)).isInstanceOf(Fault.class);
    }

    @Test
    void framesOutput() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new Frames(out, false).stderr("hi".getBytes(StandardCharsets.UTF_8), 0, 2);
        new Frames(out, true).stdout("x".getBytes(StandardCharsets.UTF_8), 0, 1);
        assertThat(out.toByteArray()).containsExactly(2, 0, 0, 0, 0, 0, 0, 2, 'h', 'i', 'x');
    }

    @Test
    void filtersInBothForms() {
        Filters filters = Filters.parse("{\"label\":{\"a=b\":true},\"name\":[\"x\"]}", "label", "name");
        assertThat(filters.labels(Map.of("a", "b"))).isTrue();
        assertThat(filters.labels(Map.of("a", "c"))).isFalse();
        assertThat(filters.any("name", "x"::equals)).isTrue();
        assertThatThrownBy(() -> Filters.parse("{\"bad\":[\"x\"]}", "label")).hasMessage("invalid filter 'bad'");
        assertThatThrownBy(() -> Filters.parse("[]", "label")).hasMessage("invalid filter");
    }

    @Test
    void showsPorts() {
        var open = Ports.open(java.util.Set.of("80/tcp", "90/tcp"), List.of(PortBinding.tcp(8080, 80)));
        assertThat(Json.text(open))
                .isEqualTo("{\"80/tcp\":[{\"HostIp\":\"0.0.0.0\",\"HostPort\":\"8080\"}],\"90/tcp\":null}");
    }

    @Test
    void writesModesAsGo() {
        assertThat(ContainerFiles.goMode(0100644)).isEqualTo(420);
        assertThat(ContainerFiles.goMode(0040755)).isEqualTo((1L << 31) | 0755);
        assertThat(ContainerFiles.goMode(0120777)).isEqualTo((1L << 27) | 0777);
        assertThat(ContainerFiles.goMode(0104755)).isEqualTo((1L << 23) | 0755);
    }

    @Test
    void writesEvents() {
        Event event = new Event(
                "container", "die", "ab", Map.of("image", "bb:1", "exitCode", "3"), Instant.ofEpochSecond(5, 7));
        assertThat(Json.text(EventCalls.shape(event)))
                .isEqualTo("{\"status\":\"die\",\"id\":\"ab\",\"from\":\"bb:1\",\"Type\":\"container\","
                        + "\"Action\":\"die\",\"Actor\":{\"ID\":\"ab\",\"Attributes\":{\"exitCode\":\"3\","
                        + "\"image\":\"bb:1\"}},\"scope\":\"local\",\"time\":5,\"timeNano\":5000000007}");
    }

    @Test
    void quotesCommands() {
        assertThat(ContainerShapes.command(List.of("sh", "-c", "exit 3"))).isEqualTo("sh -c 'exit 3'");
    }
}
