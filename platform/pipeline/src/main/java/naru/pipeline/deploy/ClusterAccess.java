package naru.pipeline.deploy;

import java.time.Duration;
import java.util.List;

/// What one run may do in the cluster. Safe for use by many threads. Failures are faults: FORBIDDEN outside
/// the run's namespace, INVALID and UNPROCESSABLE in the cluster's words for what it does not take.
public interface ClusterAccess extends AutoCloseable {
    /// How kubectl reaches the cluster from a step, with the run's own token in it.
    String kubeconfig();

    /// The token, to be hidden in the log. Worth nothing after [#close].
    String token();

    /// Applies the documents of files, one after the other, by server-side apply; all are read before the
    /// first is applied.
    ///
    /// @param namespace of documents that name none; empty for the run's own
    List<Applied> apply(List<Manifest> files, String namespace);

    /// Watches the rollout of a deployment that was applied.
    Following follow(Applied deployment);

    /// Why the pods of a deployment are not available, a sentence each, at most ten; none if nothing is wrong.
    List<String> troubles(Applied deployment);

    /// Takes the run's rights away.
    @Override
    void close();

    /// A file with documents in YAML or JSON.
    ///
    /// @param path as messages name it
    record Manifest(String path, String text) {}

    /// A document that was applied.
    ///
    /// @param kind such as `Deployment`
    /// @param qualified such as `deployment.apps`, as kubectl names it
    /// @param change what became of it: `created`, `configured`, `unchanged`
    record Applied(String kind, String qualified, String namespace, String name, String change) {
        /// As kubectl says it, such as `deployment.apps/page configured`.
        public String line() {
            return qualified + "/" + name + " " + change;
        }
    }

    /// The states of one rollout. Used by one thread.
    interface Following extends AutoCloseable {
        /// The state after the next change, or as it is after `patience`; the first call answers at once.
        Rollout next(Duration patience) throws InterruptedException;

        @Override
        void close();
    }
}
