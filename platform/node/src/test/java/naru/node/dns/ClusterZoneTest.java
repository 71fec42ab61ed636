package naru.node.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Json;
import naru.network.Cidr;
import naru.network.DnsQuery;
import naru.network.DnsReply;
import naru.network.Forwarder;
import naru.node.service.ServiceCatalog;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ClusterZoneTest {
    private final ServiceCatalog catalog = new ServiceCatalog(_ -> {});
    private boolean complete = true;
    private final ClusterZone zone = new ClusterZone(
            catalog,
            new ZoneSettings(
                    "cluster.local",
                    Cidr.parse("10.62.0.0/16"),
                    Cidr.parse("10.63.0.0/16"),
                    Cidr.address("10.63.0.10")),
            new Forwarder(List.of()),
            () -> complete);

    @BeforeEach
    void fill() {
        catalog.service(null, service("web", "'clusterIP':'10.63.0.5','ports':[{'name':'http','port':80}]"));
        catalog.service(null, service("db", "'clusterIP':'None','ports':[{'name':'sql','port':5432}]"));
        catalog.service(null, service("empty", "'clusterIP':'None'"));
        catalog.service(null, service("mail", "'type':'ExternalName','externalName':'smtp.example.org'"));
        catalog.service(null, service("alias", "'type':'ExternalName','externalName':'web.shop.svc.cluster.local'"));
        catalog.slice(
                null,
                read("{'metadata':{'name':'db-1','namespace':'shop','labels':"
                        + "{'kubernetes.io/service-name':'db'}},'endpoints':["
                        + "{'addresses':['10.62.1.2'],'hostname':'db-0','conditions':{'ready':true}},"
                        + "{'addresses':['10.62.2.3'],'conditions':{'ready':true}},"
                        + "{'addresses':['10.62.2.4'],'hostname':'db-2','conditions':{'ready':false}}],"
                        + "'ports':[{'name':'sql','port':15432,'protocol':'TCP'}]}"));
    }

    private static ObjectNode service(String name, String spec) {
        return read("{'metadata':{'name':'" + name + "','namespace':'shop'},'spec':{" + spec + "}}");
    }

    private static ObjectNode read(String json) {
        return (ObjectNode) Json.tree(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private byte[] ask(String name, int type) {
        byte[] message = ForwardedRecords.question(name, type);
        DnsQuery query = DnsQuery.read(message).orElseThrow();
        return zone.known(query).or(() -> zone.ask(query, message, false)).orElse(new byte[4]);
    }

    private static int code(byte[] answer) {
        return answer[3] & 15;
    }

    private List<String> addresses(String name) {
        return ForwardedRecords.data(ask(name, DnsQuery.A), DnsQuery.A).stream()
                .map(data -> Cidr.text(ByteBuffer.wrap(data).getInt()))
                .sorted()
                .toList();
    }

    private static String text(byte[] name, int from) {
        List<String> labels = new ArrayList<>();
        for (int at = from; name[at] != 0; at += name[at] + 1) {
            labels.add(new String(name, at + 1, name[at], StandardCharsets.US_ASCII));
        }
        return String.join(".", labels);
    }

    private List<String> names(String name, int type, int from) {
        return ForwardedRecords.data(ask(name, type), type).stream()
                .map(data -> (from == 6 ? ByteBuffer.wrap(data).getShort(4) + " " : "") + text(data, from))
                .sorted()
                .toList();
    }

    @Test
    void servicesHaveAddresses() {
        assertThat(addresses("web.shop.svc.cluster.local")).containsExactly("10.63.0.5");
        assertThat(addresses("WEB.Shop.svc.CLUSTER.local")).containsExactly("10.63.0.5");
        assertThat(addresses("db.shop.svc.cluster.local")).containsExactly("10.62.1.2", "10.62.2.3");
        assertThat(addresses("db-0.db.shop.svc.cluster.local")).containsExactly("10.62.1.2");
        assertThat(addresses("10-62-2-3.db.shop.svc.cluster.local")).containsExactly("10.62.2.3");
        assertThat(addresses("10-62-1-9.shop.pod.cluster.local")).containsExactly("10.62.1.9");
        assertThat(addresses("alias.shop.svc.cluster.local")).containsExactly("10.63.0.5");
    }

    @Test
    void namedPortsHavePlaces() {
        assertThat(names("_http._tcp.web.shop.svc.cluster.local", DnsReply.SRV, 6))
                .containsExactly("80 web.shop.svc.cluster.local");
        assertThat(names("_sql._tcp.db.shop.svc.cluster.local", DnsReply.SRV, 6))
                .containsExactly("15432 10-62-2-3.db.shop.svc.cluster.local", "15432 db-0.db.shop.svc.cluster.local");
        assertThat(code(ask("_sql._udp.db.shop.svc.cluster.local", DnsReply.SRV)))
                .isEqualTo(DnsQuery.NO_NAME);
    }

    @Test
    void addressesHaveNames() {
        assertThat(names("5.0.63.10.in-addr.arpa", DnsQuery.PTR, 0)).containsExactly("web.shop.svc.cluster.local");
        assertThat(names("2.1.62.10.in-addr.arpa", DnsQuery.PTR, 0)).containsExactly("db-0.db.shop.svc.cluster.local");
        assertThat(code(ask("7.7.62.10.in-addr.arpa", DnsQuery.PTR))).isEqualTo(DnsQuery.NO_NAME);
    }

    @Test
    void otherNamesAndVersionAreAnswered() {
        assertThat(names("mail.shop.svc.cluster.local", DnsReply.CNAME, 0)).containsExactly("smtp.example.org");
        byte[] version = ForwardedRecords.data(ask("dns-version.cluster.local", DnsReply.TXT), DnsReply.TXT)
                .getFirst();
        assertThat(new String(version, 1, version[0], StandardCharsets.US_ASCII))
                .isEqualTo("1.1.0");
    }

    @Test
    void whatIsNotThereIsSaidWithTheZonesAuthority() {
        for (String name : List.of(
                "nothing.shop.svc.cluster.local",
                "empty.shop.svc.cluster.local",
                "db-2.db.shop.svc.cluster.local",
                "web.other.svc.cluster.local",
                "10-99-0-1.shop.pod.cluster.local",
                "999-62-0-1.shop.pod.cluster.local",
                "example.org.cluster.local")) {
            byte[] answer = ask(name, DnsQuery.A);
            assertThat(code(answer)).as(name).isEqualTo(DnsQuery.NO_NAME);
            assertThat(answer[9]).as("authorities for " + name).isEqualTo((byte) 1);
        }
        for (String name : List.of("web.shop.svc.cluster.local", "shop.svc.cluster.local", "cluster.local")) {
            byte[] answer = ask(name, DnsQuery.AAAA);
            assertThat(code(answer)).as(name).isEqualTo(DnsQuery.NO_ERROR);
            assertThat(answer[7]).isZero();
        }
    }

    @Test
    void nothingIsDeniedBeforeEverythingWasHeard() {
        complete = false;
        assertThat(code(ask("nothing.shop.svc.cluster.local", DnsQuery.A))).isEqualTo(DnsQuery.SERVER_FAILURE);
        assertThat(code(ask("7.7.62.10.in-addr.arpa", DnsQuery.PTR))).isEqualTo(DnsQuery.SERVER_FAILURE);
    }

    @Test
    void othersNamesAreForwarded() {
        byte[] message = ForwardedRecords.question("example.org", DnsQuery.A);
        DnsQuery query = DnsQuery.read(message).orElseThrow();
        assertThat(zone.known(query)).isEmpty();
        assertThat(zone.ask(query, message, false)).as("no resolvers").isEqualTo(Optional.empty());
    }

    @Test
    void deletedAndMovedEndpointsAreForgotten() {
        catalog.service(service("web", "'clusterIP':'10.63.0.5'"), null);
        assertThat(code(ask("web.shop.svc.cluster.local", DnsQuery.A))).isEqualTo(DnsQuery.NO_NAME);
        assertThat(code(ask("5.0.63.10.in-addr.arpa", DnsQuery.PTR))).isEqualTo(DnsQuery.NO_NAME);
        catalog.slice(
                null,
                read("{'metadata':{'name':'db-1','namespace':'shop','labels':"
                        + "{'kubernetes.io/service-name':'db'}},'endpoints':[{'addresses':['10.62.3.3']}]}"));
        assertThat(addresses("db.shop.svc.cluster.local")).containsExactly("10.62.3.3");
        assertThat(code(ask("2.1.62.10.in-addr.arpa", DnsQuery.PTR))).isEqualTo(DnsQuery.NO_NAME);
    }
}
