package naru.app.cluster;

import java.util.Optional;
import naru.cluster.controller.Controllers;
import naru.cluster.controller.lifecycle.Hearing;
import naru.cluster.informer.Timing;
import naru.cluster.lead.Leadership;
import naru.cluster.object.Objects;
import naru.cluster.state.ObjectStore;
import naru.store.kv.KeyValues;
import org.jspecify.annotations.Nullable;

/// What the leading server does: controllers and scheduler.
final class RunningControllers implements Leadership.Office {
    private final ObjectStore objects;
    private final Controllers.Options options;
    private final Timing timing;
    private final Optional<Hearing> hearing;
    private @Nullable Controllers running;

    /// @param hearing of a server that does not always lead
    RunningControllers(ObjectStore objects, Controllers.Options options, Timing timing, Optional<Hearing> hearing) {
        this.objects = objects;
        this.options = options;
        this.timing = timing;
        this.hearing = hearing;
    }

    @Override
    public void begin(KeyValues store) throws InterruptedException {
        Objects mine = objects.through(store);
        running = hearing.isPresent()
                ? Controllers.start(mine, options, timing, hearing.get())
                : Controllers.start(mine, options, timing);
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
