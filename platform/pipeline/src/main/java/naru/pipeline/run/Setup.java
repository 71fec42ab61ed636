package naru.pipeline.run;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import naru.base.Fault;
import naru.pipeline.credential.Secret;
import naru.pipeline.deploy.ClusterAccess;
import naru.pipeline.tool.Toolbox;
import naru.pipeline.workshop.Workshop;

/// All that one run is given.
///
/// @param job the job's name
/// @param number the run's
/// @param branch the branch, without `refs/heads/`
/// @param commit 40 digits
/// @param repository the address
/// @param image default image of steps
/// @param docker whether steps may use this engine
/// @param cluster what it may do in the cluster, if its job allows anything
/// @param mounts what else is mounted
/// @param environment of all steps
/// @param parameters as given by who started it
/// @param scratch a folder for stashes and checkouts, gone after the run
/// @param artifacts where artifacts are kept
/// @param workshop where steps run
/// @param toolbox the tools it may name
/// @param secrets finds credentials
/// @param checkout makes a checkout of the commit in a new folder
/// @param log where all is written
/// @param previous how the run before it ended, if there was one
public record Setup(
        String job,
        int number,
        String branch,
        String commit,
        String repository,
        String image,
        boolean docker,
        Optional<ClusterAccess> cluster,
        List<Workshop.Mount> mounts,
        Map<String, String> environment,
        Map<String, String> parameters,
        Path scratch,
        Path artifacts,
        Workshop workshop,
        Toolbox toolbox,
        Function<String, Secret> secrets,
        Checkout checkout,
        RunLog log,
        Optional<Result> previous) {
    /// Makes a checkout.
    @FunctionalInterface
    public interface Checkout {
        /// Of the run's commit, in a folder that is not there yet.
        void into(Path folder);

        /// Of the head of a branch of another repository; answers the commit.
        default String other(String address, String branch, Optional<Secret> login, Path folder) {
            throw Fault.notImplemented("only the job's own repository can be checked out here, not " + address);
        }
    }
}
