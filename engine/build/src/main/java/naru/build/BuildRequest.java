package naru.build;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import naru.image.Reference;
import naru.image.RegistryLogin;

/// What is to be built.
///
/// @param context the build context: a tar archive, plain or gzip; read once, not closed
/// @param dockerfile the Dockerfile's path in the context
/// @param remote an address to fetch the context from instead of `context`; a Dockerfile or an archive, by what it
///     begins with, a Git address is refused
/// @param args values for the Dockerfile's ARG
/// @param labels labels for the image, over those of the Dockerfile
/// @param target the stage to build; empty is the last
/// @param tags names for the image
/// @param options how it is built
/// @param secrets values for `RUN --mount=type=secret,id=…`; they reach neither an image nor the cache
/// @param logins how to sign in to registries, by their addresses as clients write them: `localhost:5000`,
///     `https://index.docker.io/v1/`
public record BuildRequest(
        InputStream context,
        String dockerfile,
        Optional<String> remote,
        SequencedMap<String, String> args,
        SequencedMap<String, String> labels,
        Optional<String> target,
        List<String> tags,
        BuildOptions options,
        Map<String, byte[]> secrets,
        Map<String, RegistryLogin> logins) {

    /// Copies the collections.
    public BuildRequest {
        args = new LinkedHashMap<>(args);
        labels = new LinkedHashMap<>(labels);
        tags = List.copyOf(tags);
        secrets = Map.copyOf(secrets);
        logins = Map.copyOf(logins);
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
                Map.of(),
                Map.of());
    }

    /// How to sign in to the registry of an image.
    Optional<RegistryLogin> login(String image) {
        String registry = Reference.parse(image).registry();
        return logins.entrySet().stream()
                .filter(one -> host(one.getKey()).equals(registry))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static String host(String address) {
        String host = address.replaceFirst("^https?://", "").replaceFirst("/.*", "");
        return host.equals("index.docker.io") ? "docker.io" : host;
    }

    /// The same, with one more name for the result.
    public BuildRequest tagged(String name) {
        var more = new ArrayList<>(tags);
        more.add(name);
        return new BuildRequest(context, dockerfile, remote, args, labels, target, more, options, secrets, logins);
    }

    /// The same, with the value of one ARG.
    public BuildRequest withArg(String name, String value) {
        var more = new LinkedHashMap<>(args);
        more.put(name, value);
        return new BuildRequest(context, dockerfile, remote, more, labels, target, tags, options, secrets, logins);
    }

    /// The same, with another stage as its goal.
    public BuildRequest withTarget(String stage) {
        return new BuildRequest(
                context, dockerfile, remote, args, labels, Optional.of(stage), tags, options, secrets, logins);
    }

    /// The same, with other options.
    public BuildRequest withOptions(BuildOptions other) {
        return new BuildRequest(context, dockerfile, remote, args, labels, target, tags, other, secrets, logins);
    }

    /// The same, from another Dockerfile of the context.
    public BuildRequest withDockerfile(String path) {
        return new BuildRequest(context, path, remote, args, labels, target, tags, options, secrets, logins);
    }
}
