package naru.pipeline.deploy;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import naru.pipeline.deploy.Rollout.State;

/// A cluster that takes everything: each file is a deployment named as the file; it rolls out in the states
/// given.
public final class FakeCluster implements ClusterAccess {
    public static final String TOKEN = "eyJ.token-of-the-run.sig";

    public final List<Manifest> files = new ArrayList<>();
    public final List<String> namespaces = new ArrayList<>();
    public final Deque<Rollout> states = new ArrayDeque<>(List.of(new Rollout(State.COMPLETE, 1, 1, 1, 0)));
    public final CountDownLatch looked = new CountDownLatch(1);
    public List<String> troubles = List.of();

    @Override
    public String kubeconfig() {
        return "token: " + TOKEN + "\n";
    }

    @Override
    public String token() {
        return TOKEN;
    }

    @Override
    public List<Applied> apply(List<Manifest> given, String namespace) {
        files.addAll(given);
        namespaces.add(namespace);
        return given.stream()
                .map(one -> new Applied("Deployment", "deployment.apps", namespace, name(one), "created"))
                .toList();
    }

    private static String name(Manifest one) {
        return one.path().substring(one.path().lastIndexOf('/') + 1).replaceFirst("\\..*", "");
    }

    /// The states in their order; the last one stays.
    @Override
    public Following follow(Applied deployment) {
        return new Following() {
            @Override
            public Rollout next(Duration patience) throws InterruptedException {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                return states.size() > 1 ? states.removeFirst() : states.getFirst();
            }

            @Override
            public void close() {
                namespaces.add("closed");
            }
        };
    }

    @Override
    public List<String> troubles(Applied deployment) {
        looked.countDown();
        return troubles;
    }

    @Override
    public void close() {}
}
