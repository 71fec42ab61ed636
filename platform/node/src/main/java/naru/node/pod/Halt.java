package naru.node.pod;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import naru.node.pod.runtime.PodRuntime;
import naru.node.pod.runtime.Run;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.PodContainer;

/// Ends what a pod has on this machine while the pod itself stays in the cluster: containers with their hooks and
/// patience, the network, mounts. What it wrote into `emptyDir` stays on disk.
///
/// @param services of the node
record Halt(PodServices services) {
    private static final Duration MOST = Duration.ofSeconds(30);

    /// Ends a pod that no thread works on; returns when it has ended.
    ///
    /// @param runs the engine's containers by the container's name, oldest first
    void end(Pod pod, Map<String, List<String>> runs) {
        String sandbox = NetworkWish.id(pod.uid());
        String address = services.runtime()
                .network(sandbox)
                .map(PodRuntime.Net::address)
                .filter(one -> !one.isEmpty())
                .orElse(services.options().address());
        Shutdown.begin(services, pod, address, alive(pod, runs), grace(pod), () -> {})
                .await();
        services.runtime().closeNetwork(sandbox);
        services.volumes().suspend(pod.uid());
    }

    private List<Shutdown.Victim> alive(Pod pod, Map<String, List<String>> runs) {
        List<Shutdown.Victim> alive = new ArrayList<>();
        for (PodContainer container : pod.containers()) {
            for (String id : runs.getOrDefault(container.name(), List.of())) {
                if (services.runtime().run(id).state() instanceof Run.Alive) {
                    alive.add(new Shutdown.Victim(id, container));
                }
            }
        }
        return alive;
    }

    private static Duration grace(Pod pod) {
        Duration own = Duration.ofSeconds(Math.max(1, pod.graceSeconds()));
        return own.compareTo(MOST) > 0 ? MOST : own;
    }
}
