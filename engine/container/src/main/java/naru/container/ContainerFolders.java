package naru.container;

import java.nio.file.Path;
import naru.base.Instance;

/// Where the files of containers are, by their full ids.
///
/// @param data the instance's folder for what lasts
/// @param run the instance's folder for what a boot of the machine ends
record ContainerFolders(Path data, Path run) {
    static ContainerFolders of(Instance instance) {
        return new ContainerFolders(instance.data(), instance.run());
    }

    /// Durable files.
    Path lasting(String id) {
        return data.resolve("containers").resolve(id);
    }

    /// Sockets and pid files.
    Path running(String id) {
        return run.resolve("containers").resolve(id);
    }

    Path log(String id) {
        return lasting(id).resolve("log");
    }

    /// Where conmon writes how containers ended, each in a file of its id.
    Path exits() {
        return run.resolve("exits");
    }
}
