package naru.node.pod;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import naru.base.Fault;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.cluster.state.ObjectStore;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;
import naru.store.kv.MemoryKeyValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import tools.jackson.databind.node.ObjectNode;

@Timeout(60)
class RecorderTest {
    private final MemoryKeyValues store = new MemoryKeyValues();
    private final ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);
    private final CountDownLatch asked = new CountDownLatch(1);
    private volatile boolean away = true;
    private volatile boolean answersAreLost;

    @BeforeEach
    void open() {
        ObjectNode space = Ground.read("{'apiVersion':'v1','kind':'Namespace','metadata':{'name':'default'}}");
        objects.create(Resources.NAMESPACES, "", space, WriteOptions.by("test"));
    }

    @AfterEach
    void close() {
        objects.close();
        store.close();
    }

    /// The objects behind an API that is away for a while.
    private Objects api() {
        return (Objects) Proxy.newProxyInstance(
                Objects.class.getClassLoader(), new Class<?>[] {Objects.class}, (_, method, arguments) -> {
                    asked.countDown();
                    if (away) {
                        throw Fault.unavailable("the API is away", null);
                    }
                    try {
                        Object answer = method.invoke(objects, arguments);
                        if (answersAreLost) {
                            answersAreLost = false;
                            throw Fault.unavailable("the answer was lost", null);
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private List<ObjectNode> events() {
        return objects.list(Resources.EVENTS, "default", ListOptions.ALL).items();
    }

    @Test
    void whatHappensWhileTheApiIsAwayIsWrittenOnceWhenItIsBack() throws InterruptedException {
        Pod pod = new Pod(Ground.read("{'metadata':{'name':'p','namespace':'default','uid':'u1'},'spec':{}}"));
        try (Recorder recorder = new Recorder(api(), "n1")) {
            recorder.normal(pod, null, "Pulled", "the image is here");
            recorder.warning(pod, null, "BackOff", "it failed");
            recorder.warning(pod, null, "BackOff", "it failed");
            assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(events()).isEmpty();
            answersAreLost = true;
            away = false;
            while (events().size() < 2 || events().stream().noneMatch(one -> Doc.number(one, 0, "count") == 2)) {
                LockSupport.parkNanos(2_000_000);
            }
            assertThat(events())
                    .extracting(one -> Doc.text(one, "reason"))
                    .containsExactlyInAnyOrder("Pulled", "BackOff");
        }
    }
}
