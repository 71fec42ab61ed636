package naru.node.pod.runtime;

import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import naru.container.Event;
import naru.container.Events;
import naru.node.pod.spec.ContainerPlan;

/// Listens for containers of pods that end, and begins anew when it was too slow for the engine's news.
final class EndWatch implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 60;

    private final Events events;
    private final Consumer<String> uid;
    private final Thread thread;
    private volatile boolean open = true;

    EndWatch(Events events, Consumer<String> uid) {
        this.events = events;
        this.uid = uid;
        thread = Thread.ofVirtual().name("pod-ends").start(this::listen);
    }

    private void listen() {
        while (open) {
            try (Events.Subscription news = events.subscribe()) {
                uid.accept("");
                while (open && news.isOpen()) {
                    Event event = news.next(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    if (event != null && event.action().equals("die")) {
                        String pod = event.attributes().get(ContainerPlan.UID);
                        if (pod != null) {
                            uid.accept(pod);
                        }
                    }
                }
            } catch (InterruptedException e) {
                return; // closed
            }
        }
    }

    @Override
    public void close() {
        open = false;
        thread.interrupt();
    }
}
