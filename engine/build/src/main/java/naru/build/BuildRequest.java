package naru.build;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;

/// What is to be built.
///
/// @param context the build context: a tar archive, plain or gzip; read once, not closed
/// @param dockerfile the Dockerfile's path in the context
/// @param remote an address to fetch the context from instead of `context`; `http(s)://…/Dockerfile` and
///     `…/x.tar(.gz)` are understood, a Git address is refused
/// @param args values for the Dockerfile's ARG
/// @param labels labels for the image, over those of the Dockerfile
/// @param target the stage to build; empty is the last
/// @param tags names for the image
/// @param options how it is built
/// @param secrets values for `RUN --mount=type=secret,id=…`; they reach neither an image nor the cache
public record BuildRequest(
        InputStream context,
        String dockerfile,
        Optional<String> remote,
        SequencedMap<String, String> args,
        SequencedMap<String, String> labels,
        Optional<String> target,
        List<String> tags,
        BuildOptions options,
        Map<String, byte[]> secrets) {

    /// Copies the collections.
    public BuildRequest {
        args = new LinkedHashMap<>(args);
        labels = new LinkedHashMap<>(labels);
        tags = List.copyOf(tags);
        secrets = Map.copyOf(secrets);
        dockerfile = dockerfile.isEmpty() ? "Dockerfile" : dockerfile;
    }

    /// A build of the context's own `Dockerfile` with every default.
    public static BuildRequest of(InputStream context) {
        return new BuildRequest(
                context,
                "Dockerfile",
                Optional.empty(),
                new LinkedHashMap<>(),
                new LinkedHashMap<>(),
                Optional.empty(),
                List.of(),
                BuildOptions.DEFAULT,
                Map.of());
    }

    /// The same, with one more name for the result.
    public BuildRequest tagged(String name) {
        var more = new ArrayList<>(tags);
        more.add(name);
        return new BuildRequest(context, dockerfile, remote, args, labels, target, more, options, secrets);
    }

    /// The same, with the value of one ARG.
    public BuildRequest withArg(String name, String value) {
        var more = new LinkedHashMap<>(args);
        more.put(name, value);
        return new BuildRequest(context, dockerfile, remote, more, labels, target, tags, options, secrets);
    }

    /// The same, with another stage as its goal.
    public BuildRequest withTarget(String stage) {
        return new BuildRequest(context, dockerfile, remote, args, labels, Optional.of(stage), tags, options, secrets);
    }

    /// The same, with other options.
    public BuildRequest withOptions(BuildOptions other) {
        return new BuildRequest(context, dockerfile, remote, args, labels, target, tags, other, secrets);
    }

    /// The same, from another Dockerfile of the context.
    public BuildRequest withDockerfile(String path) {
        return new BuildRequest(context, path, remote, args, labels, target, tags, options, secrets);
    }
}
