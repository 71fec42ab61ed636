package naru.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import naru.node.pod.spec.PodContainer;

/// How far a pod's containers are: which of them may run now, and whether all is over.
///
/// @param tracks in the order of their start
record Progress(Collection<Track> tracks) {
    private static final Duration TOLD = Duration.ofSeconds(2);

    /// Those that may run now: an init container after the ones before it are done, a sidecar stays, the others after
    /// all of these.
    List<Track> due() {
        List<Track> due = new ArrayList<>();
        boolean begun = begun();
        for (Track track : tracks) {
            switch (track.container().role()) {
                case INIT -> {
                    if (!begun && !track.succeeded()) {
                        due.add(track);
                        return due;
                    }
                }
                case SIDECAR -> {
                    due.add(track);
                    if (!begun && !(track.phase() instanceof Phase.Live live && live.isStarted())) {
                        return due;
                    }
                }
                case MAIN, DEBUG -> due.add(track);
            }
        }
        return due;
    }

    /// Whether a container has run that comes after the init containers, in this network.
    private boolean begun() {
        return tracks.stream()
                .anyMatch(track -> track.container().role() == PodContainer.Role.MAIN && track.hasRunHere());
    }

    /// Whether nothing will run any more: the work has ended, or an init container has failed for good.
    boolean isOver() {
        boolean failed = tracks.stream()
                .anyMatch(track ->
                        track.container().role() == PodContainer.Role.INIT && track.isFinal() && !track.succeeded());
        boolean over = tracks.stream()
                .filter(track -> track.container().role() == PodContainer.Role.MAIN)
                .allMatch(Track::isFinal);
        return failed || over;
    }

    /// When a container is to be tried or told of again.
    Instant next() {
        Instant next = Instant.MAX;
        for (Track track : tracks) {
            Instant one = switch (track.phase()) {
                case Phase.Held held -> told(held);
                case Phase.Over over when over.again() != null -> over.again();
                case Phase.Over _, Phase.Idle _, Phase.Live _, Phase.Fetching _ -> Instant.MAX;
            };
            next = one.isBefore(next) ? one : next;
        }
        return next;
    }

    private static Instant told(Phase.Held held) {
        Instant told = held.retry().minus(Backoff.after(held.failures())).plus(TOLD);
        return held.reason().equals("ErrImagePull") && told.isBefore(held.retry()) ? told : held.retry();
    }
}
