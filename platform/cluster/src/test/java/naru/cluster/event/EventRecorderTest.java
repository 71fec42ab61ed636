package naru.cluster.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import naru.base.Fault;
import naru.cluster.auth.HeldObjects;
import naru.cluster.informer.Timing;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.view.Documents;
import naru.cluster.view.Meta;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class EventRecorderTest {
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile boolean away = true;

    private final HeldObjects objects = new HeldObjects() {
        @Override
        public ObjectNode create(Resource resource, String namespace, ObjectNode object, WriteOptions options) {
            asked.countDown();
            if (away) {
                throw Fault.unavailable("the API is away", null);
            }
            return super.create(resource, namespace, object, options);
        }
    };

    private List<String> messages() {
        return objects.list(Resources.EVENTS, "default", ListOptions.ALL).items().stream()
                .map(one -> Meta.text(one, "message"))
                .sorted()
                .toList();
    }

    @Test
    void whatHappensWhileTheApiIsAwayIsWrittenWhenItIsBackUpToABound() throws InterruptedException {
        try (Timing timing = Timing.system();
                EventRecorder recorder = new EventRecorder(objects, timing, "test")) {
            for (int i = 0; i < 3_000; i++) {
                ObjectNode pod = Documents.pod("p" + i, "app", "", "");
                recorder.record(pod, EventRecorder.Type.NORMAL, "Seen", "message %04d".formatted(i));
                if (i == 0) {
                    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
                }
            }
            assertThat(messages()).isEmpty();
            away = false;
            while (messages().size() < 1_001) {
                LockSupport.parkNanos(2_000_000);
            }
            assertThat(messages())
                    .containsExactlyElementsOf(IntStream.rangeClosed(0, 1_000)
                            .mapToObj("message %04d"::formatted)
                            .toList());
        }
    }
}
