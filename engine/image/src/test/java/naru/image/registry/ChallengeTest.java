package naru.image.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ChallengeTest {
    @Test
    void readsBearerWithCommasInQuotes() {
        Challenge challenge = Challenge.parse(
                        "Bearer realm=\"https://auth.example/token\",service=\"reg\", scope=\"repository:a/b:pull,push\"")
                .orElseThrow();
        assertThat(challenge.scheme()).isEqualTo("bearer");
        assertThat(challenge.get("realm")).isEqualTo("https://auth.example/token");
        assertThat(challenge.get("scope")).isEqualTo("repository:a/b:pull,push");
        assertThat(challenge.get("error")).isEmpty();
    }

    @Test
    void readsBasicAndEscapes() {
        Challenge challenge = Challenge.parse("basic Realm=\"a \\\"b\\\"\"").orElseThrow();
        assertThat(challenge.scheme()).isEqualTo("basic");
        assertThat(challenge.get("realm")).isEqualTo("a \"b\"");
    }

    @Test
    void refusesOtherSchemesAndOverlongHeads() {
        assertThat(Challenge.parse("Negotiate abc")).isEmpty();
        assertThat(Challenge.parse("Bearer realm=\"" + "x".repeat(10_000) + "\""))
                .isEmpty();
        assertThat(Challenge.parse("")).isEmpty();
    }

    @Test
    void onlyThisMachineAndListedNamesArePlain() {
        Hosts hosts = new Hosts(Set.of("registry.lan:5000"));
        assertThat(hosts.isPlain("localhost:5000")).isTrue();
        assertThat(hosts.isPlain("127.0.0.2:1")).isTrue();
        assertThat(hosts.isPlain("[::1]:5000")).isTrue();
        assertThat(hosts.isPlain("registry.lan:5000")).isTrue();
        assertThat(hosts.isPlain("registry.lan")).isFalse();
        assertThat(hosts.isPlain("localhost.example.org")).isFalse();
        assertThat(hosts.isPlain("127.0.0.1.example.org")).isFalse();
        assertThat(hosts.mayAsk(URI.create("http://auth.example/token"))).isFalse();
        assertThat(hosts.api("example.org").getScheme()).isEqualTo("https");
    }
}
