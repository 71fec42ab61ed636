package naru.pipeline.deploy;

/// How far the rollout of a deployment is.
///
/// @param wanted replicas
/// @param updated replicas that are of the new version
/// @param available replicas of any version that serve
/// @param old replicas of earlier versions that have not ended
public record Rollout(State state, int wanted, int updated, int available, int old) {
    /// What can be said of a rollout.
    public enum State {
        /// The cluster has not looked at it yet.
        PENDING,
        /// It goes on.
        ROLLING,
        /// All replicas are of the new version, and serve.
        COMPLETE,
        /// Somebody paused it.
        PAUSED,
        /// Nothing moved for as long as the deployment allows.
        STUCK,
        /// The deployment was deleted.
        GONE
    }

    /// One line for people.
    public String line(String name) {
        String numbers = updated + " of " + wanted + " replicas updated, " + available + " available"
                + (old > 0 ? ", " + old + " old to end" : "");
        return switch (state) {
            case PENDING -> name + ": waiting for the cluster to begin";
            case ROLLING -> name + ": " + numbers;
            case COMPLETE -> name + ": rolled out, " + numbers;
            case PAUSED -> name + ": paused, " + numbers;
            case STUCK -> name + ": nothing moves any more, " + numbers;
            case GONE -> name + ": deleted";
        };
    }
}
