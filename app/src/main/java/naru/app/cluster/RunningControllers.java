package naru.app.cluster;

import naru.cluster.controller.Controllers;
import naru.cluster.informer.Timing;
import naru.cluster.lead.Leadership;
import naru.cluster.state.ObjectStore;
import naru.store.kv.KeyValues;
import org.jspecify.annotations.Nullable;

/// What the leading server does: controllers and scheduler.
final class RunningControllers implements Leadership.Office {
    private final ObjectStore objects;
    private final Controllers.Options options;
    private final Timing timing;
    private @Nullable Controllers running;

    RunningControllers(ObjectStore objects, Controllers.Options options, Timing timing) {
        this.objects = objects;
        this.options = options;
        this.timing = timing;
    }

    @Override
    public void begin(KeyValues store) throws InterruptedException {
        running = Controllers.start(objects.through(store), options, timing);
    }

    @Override
    public void end() {
        Controllers present = running;
        running = null;
        if (present != null) {
            present.close();
        }
    }
}
