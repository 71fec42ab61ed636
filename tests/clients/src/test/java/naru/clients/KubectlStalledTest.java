package naru.clients;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import naru.tests.Background;
import naru.tests.Kubectl;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A kubectl whose output nobody reads: the pod goes on without it, and its log is whole.
@Tag("system")
@Timeout(120)
class KubectlStalledTest {
    private static final int BYTES = 4_000_000;
    private static final String SPEAK =
            "until test -e /tmp/go; do sleep 0.1; done; l=0123456789; for i in 1 2 3 4 5; do l=$l$l; done; yes $l | head -c "
                    + BYTES + "; echo; echo done";

    private static Kube kube;

    @BeforeAll
    static void start() {
        kube = new Kube("--attach-patience", "3s");
    }

    @AfterAll
    static void stop() {
        kube.close();
    }

    private static Background stalled(String line) {
        String command = String.join(" ", kube.naru.kubectlLine(Kubectl.newest(), line.split(" ")));
        return Background.start(List.of("sh", "-c", command + " | sleep 1000"));
    }

    private static void awaitAttached() {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (kube.naru
                .docker("events", "--since", "60s", "--until", "0s", "--filter", "event=attach")
                .ok()
                .isEmpty()) {
            assertThat(System.nanoTime()).as("kubectl is attached").isLessThan(end);
        }
    }

    @Test
    void aPodGoesOnWithoutWhoDoesNotRead() {
        kube.run("run speaker --image=small:test --restart=Never --command -- sh -c", SPEAK)
                .ok();
        kube.ok("wait pod/speaker --for=condition=Ready --timeout=60s");
        try (Background client = stalled("attach speaker")) {
            awaitAttached();
            kube.ok("exec speaker -- touch /tmp/go");
            kube.ok("wait pod/speaker --for=jsonpath={.status.phase}=Succeeded --timeout=40s");
            assertThat(kube.ok("logs speaker").length()).isEqualTo(BYTES + "\ndone".length());
            assertThat(client).isNotNull();
        }
    }
}
