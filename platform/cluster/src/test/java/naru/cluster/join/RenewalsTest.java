package naru.cluster.join;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import naru.base.Fault;
import naru.cluster.auth.Role;
import naru.cluster.client.Server;
import naru.cluster.controller.HandTiming;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Certificates of machines and servers, over a clock that is played.
class RenewalsTest {
    @TempDir
    Path folder = Path.of("/nowhere");

    @Test
    void certificatesAreRenewedWhileTheDaemonRuns() throws InterruptedException {
        Instant[] now = {Instant.now().minus(Duration.ofDays(300))};
        BlockingQueue<String> looks = new LinkedBlockingQueue<>();
        Path machine = folder.resolve("m1");
        try (HandTiming timing = new HandTiming();
                JoinHost host = new JoinHost(folder.resolve("server"), () -> now[0])) {
            Membership joined = new Joiner(machine).join(List.of(host.address), host.token(Role.NODE, -1), "n1", false);
            X509Certificate served = host.keys.certificate();
            LiveMembership live = new LiveMembership(joined);
            try (Server api = Server.at(List.of(host.address), live.tls());
                    Renewals _ = new Renewals(
                            timing,
                            List.of(
                                    () -> {
                                        throw Fault.unavailable("one that fails", null);
                                    },
                                    host.keys::renew,
                                    () -> live.renew(now[0], one -> new Joiner(machine).renew(one, api)),
                                    () -> looks.add("done")))) {
                timing.advance(Renewals.EVERY);
                assertThat(looks.poll(30, TimeUnit.SECONDS)).isEqualTo("done");
                assertThat(live.now()).isEqualTo(joined);
                assertThat(host.keys.certificate()).isEqualTo(served);

                now[0] = Instant.now();
                timing.advance(Renewals.EVERY);
                assertThat(looks.poll(30, TimeUnit.SECONDS)).isEqualTo("done");
                assertThat(live.now()).isNotEqualTo(joined);
                assertThat(Membership.read(machine)).contains(live.now());
                assertThat(host.keys.certificate()).isNotEqualTo(served);
                assertThat(host.shown).contains(joined.identity().certificate());
                X509Certificate fresh = live.now().identity().certificate();
                new Joiner(machine).renew(live.now(), api);
                assertThat(host.shown).contains(fresh);
            }
        }
    }
}
