package naru.pipeline.deploy;

import naru.base.Fault;

/// The cluster that jobs may deploy to. Safe for use by many threads.
@FunctionalInterface
public interface Cluster {
    /// Where there is none.
    Cluster NONE = (_, _) -> {
        throw Fault.unavailable(
                "this machine serves no cluster: run the job on a server of it, without --no-cluster", null);
    };

    /// Lets a run of a job in, until what is answered is closed.
    ///
    /// @param namespace where it may do all that an administrator of it may, made if it is not there;
    ///     an asterisk for the whole cluster
    ClusterAccess open(String job, String namespace);
}
