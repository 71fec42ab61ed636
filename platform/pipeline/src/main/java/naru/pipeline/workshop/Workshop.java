package naru.pipeline.workshop;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Opens places to run steps in: containers with a workspace. Safe for use by many threads.
public interface Workshop {
    /// Opens a place, pulling the image if it is absent. The workspace appears when first named and is kept until
    /// [#discard]; the same workspace may be open in several places.
    ///
    /// Failures are faults: NOT_FOUND for an image that is nowhere, INVALID for a mount or argument that cannot be.
    Place open(PlaceSpec spec, Output progress) throws InterruptedException;

    /// Builds an image and answers its id; what was built before is cached. INVALID in the builder's words for a wrong
    /// Dockerfile or a step of it that failed.
    String build(BuildSpec spec, Output progress) throws InterruptedException;

    /// What an image is built from.
    ///
    /// @param context folder of this machine
    /// @param dockerfile path of the Dockerfile in the context
    /// @param options as of `docker build`, split into words: `--build-arg`, `--target`, `--no-cache`, `--pull`
    record BuildSpec(Path context, String dockerfile, List<String> options) {
        /// Copies the options.
        public BuildSpec {
            options = List.copyOf(options);
        }
    }

    /// Takes a workspace away with all that is in it; nothing happens when there is none.
    void discard(String workspace);

    /// One place.
    ///
    /// @param name for people and for the container's name, e.g. `shop-12-1`
    /// @param image reference or id
    /// @param pull whether to ask the registry even when the image is there
    /// @param workspace name of the workspace's volume
    /// @param mounts what else is mounted
    /// @param docker whether the engine's socket is at /var/run/docker.sock
    /// @param environment added to the image's
    /// @param user user to run as, empty for root
    /// @param options further options of `docker run`, as the Jenkinsfile's `args` gives them, split into words
    record PlaceSpec(
            String name,
            String image,
            boolean pull,
            String workspace,
            List<Mount> mounts,
            boolean docker,
            Map<String, String> environment,
            Optional<String> user,
            List<String> options) {
        /// Copies the collections.
        public PlaceSpec {
            mounts = List.copyOf(mounts);
            environment = Map.copyOf(environment);
            options = List.copyOf(options);
        }
    }

    /// A folder or volume of the host that a job names.
    ///
    /// @param source an absolute path, or a volume's name
    /// @param target absolute path inside
    /// @param readOnly whether steps may not write there
    record Mount(String source, String target, boolean readOnly) {}

    /// Takes what a program prints, as it comes. Called by one thread per stream.
    @FunctionalInterface
    interface Output {
        /// Some bytes; the array belongs to the caller.
        void write(byte[] bytes, int length);

        /// Takes nothing.
        Output NONE = (_, _) -> {};
    }
}
