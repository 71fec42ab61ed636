package naru.clients;

import static naru.tests.SmallImage.IMAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.tests.Program;
import naru.tests.TestNaru;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Networks and published ports with the unmodified docker command line.
@Tag("system")
class DockerNetworksTest {
    private static final String PAGE = "mkdir -p /www && echo page > /www/index.html && httpd -f -p 80 -h /www";

    @AutoClose
    private static final TestNaru naru = TestNaru.withImage();

    @AfterEach
    void removeAll() {
        naru.removeContainers().ok();
        naru.docker("network", "prune", "-f").ok();
    }

    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.isBlank()).toList();
    }

    private static String page(String address, int port) throws IOException {
        IOException last = new IOException("never tried");
        for (long end = System.nanoTime() + Duration.ofSeconds(10).toNanos(); System.nanoTime() < end; ) {
            try (Socket socket = new Socket()) {
                socket.setSoTimeout(2000);
                socket.connect(new InetSocketAddress(address, port), 2000);
                socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            } catch (IOException e) {
                last = e; // httpd may not listen yet
            }
        }
        throw last;
    }

    private static int port(String container, String what) {
        String shown =
                naru.docker("port", container, what).ok().lines().findFirst().orElseThrow();
        return Integer.parseInt(shown.substring(shown.lastIndexOf(':') + 1).strip());
    }

    @Test
    void aNetworkWithIpv6GivesAddressesNamesAndPorts() throws IOException {
        naru.docker("network", "create", "--ipv6", "--subnet", "fd00:61:9::/64", "six")
                .ok();
        naru.docker("network", "create", "--ipv6", "own").ok();
        assertThat(naru.docker(
                                "network",
                                "inspect",
                                "-f",
                                "{{.EnableIPv6}} {{(index .IPAM.Config 1).Subnet}}"
                                        + " {{(index .IPAM.Config 1).Gateway}}",
                                "six")
                        .ok())
                .isEqualTo("true fd00:61:9::/64 fd00:61:9::1");
        assertThat(naru.docker("network", "inspect", "-f", "{{(index .IPAM.Config 1).Subnet}}", "own")
                        .ok())
                .startsWith("fd")
                .endsWith("/64");
        naru.docker(
                        "run",
                        "-d",
                        "--name",
                        "web",
                        "--network",
                        "six",
                        "--ip6",
                        "fd00:61:9::77",
                        "-p",
                        "80",
                        IMAGE,
                        "sh",
                        "-c",
                        PAGE)
                .ok();
        assertThat(naru.docker(
                                "inspect",
                                "-f",
                                "{{with .NetworkSettings.Networks.six}}{{.GlobalIPv6Address}}"
                                        + "/{{.GlobalIPv6PrefixLen}} {{.IPv6Gateway}} {{.IPAMConfig.IPv6Address}}{{end}}",
                                "web")
                        .ok())
                .isEqualTo("fd00:61:9::77/64 fd00:61:9::1 fd00:61:9::77");
        assertThat(naru.docker("port", "web").ok()).contains("0.0.0.0:").contains("[::]:");
        assertThat(page("fd00:61:9::1", port("web", "80"))).contains("page");
        assertThat(page("127.0.0.1", port("web", "80"))).contains("page");
        assertThat(naru.docker("run", "--rm", "--network", "six", IMAGE, "wget", "-q", "-O-", "http://[fd00:61:9::77]/")
                        .ok())
                .isEqualTo("page");
        assertThat(naru.docker("run", "--rm", "--network", "six", IMAGE, "ping", "-6", "-c", "1", "-W", "2", "web")
                        .ok())
                .contains("fd00:61:9::77");
        assertThat(naru.docker(
                                "run",
                                "--rm",
                                "--network",
                                "own",
                                IMAGE,
                                "ping",
                                "-6",
                                "-c",
                                "1",
                                "-W",
                                "1",
                                "fd00:61:9::77")
                        .exit())
                .isNotZero();
    }

    private static String network(String format, String name) {
        return naru.docker("network", "inspect", "-f", format, name).ok();
    }

    @Test
    void aNetworkOfIpv6AloneGivesNothingElse() throws IOException {
        naru.docker("network", "create", "--ipv6", "--ipv4=false", "--subnet", "fd00:61:a::/64", "alone")
                .ok();
        assertThat(network(
                        "{{.EnableIPv4}} {{.EnableIPv6}} {{len .IPAM.Config}} {{(index .IPAM.Config 0).Subnet}}",
                        "alone"))
                .isEqualTo("false true 1 fd00:61:a::/64");
        String[] run = ("run -d --name web --network alone --ip6 fd00:61:a::77 -p 80 " + IMAGE + " sh -c").split(" ");
        List<String> words = new ArrayList<>(List.of(run));
        words.add(PAGE);
        naru.docker(words.toArray(String[]::new)).ok();
        String settings = "{{with .NetworkSettings.Networks.alone}}[{{.IPAddress}}] {{.GlobalIPv6Address}}"
                + " {{.IPv6Gateway}} [{{.Gateway}}]{{end}}";
        assertThat(naru.docker("inspect", "-f", settings, "web").ok()).isEqualTo("[] fd00:61:a::77 fd00:61:a::1 []");
        int port = port("web", "80");
        for (String address : List.of("127.0.0.1", "::1", "fd00:61:a::1")) {
            assertThat(page(address, port)).as(address).contains("page");
        }
        String look = "ip -4 addr show dev eth0; nslookup -type=a web; nslookup -type=aaaa web; wget -qO- http://web/";
        assertThat(naru.docker("run", "--rm", "--network", "alone", IMAGE, "sh", "-c", look)
                        .ok())
                .doesNotContain("inet ")
                .doesNotContainPattern("web\\s+Address: *[0-9]+\\.")
                .contains("fd00:61:a::77")
                .endsWith("page");
        naru.kill();
        naru.startAgain();
        assertThat(network("{{.EnableIPv4}} {{.EnableIPv6}}", "alone")).isEqualTo("false true");
        assertThat(page("127.0.0.1", port)).contains("page");
        assertThat(page("::1", port)).contains("page");
    }

    @Test
    void versionsOfIpAreDriverOptionsToo() {
        String option = "com.docker.network.enable_ipv";
        naru.docker("network", "create", "-o", option + "4=false", "-o", option + "6=true", "first")
                .ok();
        naru.docker("network", "create", "--ipv4=true", "--ipv6=false", "-o", option + "6=true", "second")
                .ok();
        naru.docker("network", "create", "--ipv6", "third").ok();
        String format = "{{.EnableIPv4}} {{.EnableIPv6}}";
        assertThat(network(format, "first")).isEqualTo("false true");
        assertThat(network(format, "second")).isEqualTo("true false");
        assertThat(network(format, "third")).isEqualTo("true true");
        String own = network("{{(index .IPAM.Config 0).Subnet}}", "first");
        assertThat(own).matches("fd[0-9a-f]{2}:[0-9a-f]{1,4}:[0-9a-f]{1,4}(:[0-9a-f]{1,4})?::/64");
        String prefix = own.substring(0, own.indexOf(':', own.indexOf(':', own.indexOf(':') + 1) + 1));
        assertThat(network("{{(index .IPAM.Config 1).Subnet}}", "third")).startsWith(prefix);
    }

    @Test
    void portsArePublishedInEveryWay() throws IOException {
        naru.docker(
                        "run",
                        "-d",
                        "--name",
                        "web",
                        "--expose",
                        "81",
                        "-P",
                        "-p",
                        "127.0.0.1::80",
                        "-p",
                        "80",
                        IMAGE,
                        "sh",
                        "-c",
                        PAGE)
                .ok();
        assertThat(page("127.0.0.1", port("web", "80"))).contains("page");
        assertThat(port("web", "81")).isPositive();
        String gateway = naru.docker("network", "inspect", "-f", "{{(index .IPAM.Config 0).Gateway}}", "bridge")
                .ok();
        int any = naru.docker("port", "web", "80")
                .ok()
                .lines()
                .filter(line -> line.startsWith("0.0.0.0"))
                .map(line -> Integer.parseInt(line.substring(line.lastIndexOf(':') + 1)))
                .findFirst()
                .orElseThrow();
        String get = "printf 'GET / HTTP/1.0\\r\\n\\r\\n' | nc -w 5 " + gateway + " " + any;
        assertThat(naru.docker("run", "--rm", IMAGE, "sh", "-c", get).ok()).contains("page");
        assertThat(naru.docker("exec", "web", "sh", "-c", get).ok())
                .as("hairpin")
                .contains("page");
        String taken =
                naru.docker("run", "--rm", "-p", any + ":80", IMAGE, "true").refused();
        assertThat(taken).contains("Bind for 0.0.0.0:" + any + " failed: port is already allocated");
    }

    @Test
    void aNetworkSaysWhereItsPortsArePublished() throws IOException {
        String option = "com.docker.network.bridge.host_binding_ipv4=127.0.0.1";
        naru.docker("network create --ipv6 --subnet fd00:61:b::/64 -o " + option + " near")
                .ok();
        naru.dockerScript("run -d --name web --network near -p 80 -p 0.0.0.0::81 -P " + IMAGE + " sh -c", PAGE)
                .ok();
        String shown = naru.docker("port", "web").ok();
        assertThat(lines(shown)).hasSize(2);
        assertThat(shown).containsPattern("80/tcp -> 127\\.0\\.0\\.1:").containsPattern("81/tcp -> 0\\.0\\.0\\.0:");
        assertThat(page("127.0.0.1", port("web", "80"))).contains("page");
        String gateway = network("{{(index .IPAM.Config 0).Gateway}}", "near");
        assertThatThrownBy(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(gateway, port("web", "80")), 2000);
                    }
                })
                .isInstanceOf(IOException.class);
        naru.kill();
        naru.startAgain();
        assertThat(naru.docker("port", "web").ok()).isEqualTo(shown);
        assertThat(page("127.0.0.1", port("web", "80"))).contains("page");
    }

    @Test
    void aNetworkSaysHowInterfacesAreCalled() {
        String option = "-o com.docker.network.container_iface_prefix=net ";
        naru.docker("network create " + option + "first").ok();
        naru.docker("network create second").ok();
        naru.docker("network create " + option + "third").ok();
        naru.docker("run -d --name box --network first " + IMAGE + " sleep 1000")
                .ok();
        naru.docker("network connect second box").ok();
        naru.docker("network connect third box").ok();
        assertThat(lines(naru.docker("exec box ls /sys/class/net").ok())).containsExactly("eth0", "lo", "net0", "net1");
    }

    @Test
    void aBridgeCanBeWithoutAnAddress() {
        String option = "-o com.docker.network.bridge.inhibit_ipv4=true -o com.docker.network.bridge.name=";
        String bridge = "nb" + naru.instance().id() + "bare";
        naru.docker("network create " + option + bridge + " bare").ok();
        naru.docker("run -d --name one --network bare " + IMAGE + " sleep 1000").ok();
        assertThat(naru.docker("run --rm --network bare " + IMAGE + " ping -c 1 -W 2 one")
                        .ok())
                .contains("1 packets received");
        assertThat(Program.run(
                                List.of("ip", "-o", "-4", "addr", "show", "dev", bridge),
                                Map.of(),
                                new byte[0],
                                Duration.ofSeconds(10))
                        .ok())
                .isEmpty();
    }

    @Test
    void optionsWithoutEffectAreTold() throws IOException {
        String body = "{\"Name\":\"told\",\"Options\":{\"com.docker.network.other\":\"1\","
                + "\"com.docker.network.bridge.enable_icc\":\"true\"}}";
        try (RawDocker client = RawDocker.connect(naru)) {
            client.say("POST /networks/create HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\n"
                    + "Content-Length: " + body.length() + "\r\n\r\n" + body);
            assertThat(client.hear("}")).contains("\"Warning\":\"of no effect: com.docker.network.other\"");
        }
    }

    @Test
    void aHundredPortsArePublishedQuickly() {
        String ports = "127.0.0.1:19100-19199:100-199"; // below those that the demo's test takes
        long before = System.nanoTime();
        naru.docker("run", "-d", "--name", "many", "-p", ports, "-p", ports + "/udp", IMAGE, "sleep", "1000")
                .ok();
        double seconds = (System.nanoTime() - before) / 1e9;
        assertThat(lines(naru.docker("port", "many").ok())).hasSize(200);
        assertThat(seconds).as("seconds until they are published").isLessThan(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--subnet 10.61.0.0/33 | invalid subnet",
                "--subnet 10.199.9.0/24 --gateway 10.200.0.1 | gateway",
                "--subnet 10.199.9.0/24 --ip-range 10.200.0.0/24 | range 10.200.0.0/24",
                "--subnet 10.199.9.0/24 --subnet 10.199.10.0/24 | one IPv4 subnet",
                "--subnet fd00:61:9::/64 | --ipv6",
                "--ipv4=false | IPv4 or IPv6 must be enabled",
                "--ipv4=false --ipv6 --subnet 10.199.9.0/24 | needs a network with IPv4",
                "-o com.docker.network.enable_ipv6=yes | is not a valid bool",
                "-o com.docker.network.bridge.host_binding_ipv4=abc | an address of this host",
                "-o com.docker.network.bridge.enable_icc=maybe | true or false",
                "-o com.docker.network.driver.mtu=abc | a number of bytes",
                "-o com.docker.network.container_iface_prefix=0 | invalid value '0'",
                "-o com.docker.network.bridge.gateway_mode_ipv4=routed | is not part of Naru",
                "-o com.docker.network.host_ipv4=127.0.0.1 | is not part of Naru",
                "--ipv6 --subnet fd00:61:9::/130 | invalid subnet",
                "--ipv6 --subnet fd00:61:9::/64 --gateway fd00:62::1 | gateway",
                "--subnet 10.199.8.128/25 | Pool overlaps with other one on this address space",
                "--ipv6 --subnet fd00:61:8::/80 | Pool overlaps with other one on this address space",
            })
    void wrongNetworksAreRefused(String options, String message) {
        naru.docker("network", "create", "--ipv6", "--subnet", "10.199.8.0/24", "--subnet", "fd00:61:8::/64", "there")
                .ok();
        assertThat(naru.docker(("network create " + options + " bad").split(" "))
                        .refused())
                .contains(message);
        assertThat(naru.docker("network", "ls", "-q", "--filter", "name=bad").ok())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--ip 10.200.0.1 | not in the network's subnet",
                "--ip6 fd00:99::1 | not in the network's subnet",
                "--ip 10.199.8.1 | Address already in use",
                "--ip6 fd00:61:8::1 | Address already in use",
                "-p [::1]:99999:80 | invalid",
                "-p 192.0.2.99:8080:80 | cannot assign requested address"
            })
    void wrongAddressesAreRefused(String options, String message) {
        naru.docker("network", "create", "--ipv6", "--subnet", "10.199.8.0/24", "--subnet", "fd00:61:8::/64", "there")
                .ok();
        String[] command = ("run --rm --network there " + options + " " + IMAGE + " true").split(" ");
        assertThat(naru.docker(command).refused()).contains(message);
        assertThat(naru.docker("network", "inspect", "-f", "{{len .Containers}}", "there")
                        .ok())
                .isEqualTo("0");
    }

    /// Attacks from inside a container with Docker's default capabilities, NET_RAW among them.
    @Test
    void aContainerReachesNothingOfTheHostButWhatIsOpen() throws IOException {
        String gateway = naru.docker("network", "inspect", "-f", "{{(index .IPAM.Config 0).Gateway}}", "bridge")
                .ok();
        try (java.net.ServerSocket secret = new java.net.ServerSocket()) {
            secret.bind(new InetSocketAddress("127.0.0.1", 0));
            String port = Integer.toString(secret.getLocalPort());
            // the host's loopback addresses by way of the bridge, which leads packets to 127.0.0.0/8 (route_localnet)
            String script = "ip route del local 127.0.0.0/8 table local; ip addr flush dev lo;"
                    + " ip route add 127.0.0.0/8 via " + gateway + ";"
                    + " nc -w 2 127.0.0.1 " + port + " </dev/null";
            assertThat(naru.docker("run", "--rm", "--cap-add", "NET_ADMIN", IMAGE, "sh", "-c", script)
                            .exit())
                    .isNotZero();
            assertThat(naru.docker("run", "--rm", IMAGE, "nc", "-w", "2", gateway, port)
                            .exit())
                    .isNotZero();
        }
        assertThat(naru.docker("run", "--rm", IMAGE, "ls", "/run/naru").exit()).isNotZero();
    }

    @Test
    void aContainerListensAtPort53AndResolvesOthers() {
        naru.docker("network", "create", "shop").ok();
        naru.docker("run", "-d", "--name", "db", "--network", "shop", IMAGE, "sleep", "1000")
                .ok();
        String serve = "echo own > /tmp/index.html; httpd -p 0.0.0.0:53 -h /tmp && wget -qO- 127.0.0.1:53; nslookup db";
        assertThat(naru.docker("run", "--rm", "--network", "shop", IMAGE, "sh", "-c", serve)
                        .ok())
                .contains("own")
                .containsPattern("db\\s+Address: *10\\.");
    }
}
