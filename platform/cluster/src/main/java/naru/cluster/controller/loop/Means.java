package naru.cluster.controller.loop;

import naru.cluster.event.EventRecorder;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Informers;
import naru.cluster.informer.Timing;
import naru.cluster.informer.Writes;
import naru.cluster.object.Objects;
import naru.cluster.object.Resource;

/// What controllers share.
///
/// @param objects for what must be read from the server itself
/// @param informers for everything else that is read
/// @param writes whose results the informers have at once
public record Means(Objects objects, Informers informers, Writes writes, EventRecorder events, Timing timing) {
    /// The informer for a kind.
    public Informer of(Resource resource) {
        return informers.of(resource);
    }
}
