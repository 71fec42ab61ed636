package naru.app;

import java.util.Optional;
import naru.docker.Registries;
import naru.image.Descriptor;
import naru.image.PullProgress;
import naru.image.Reference;
import naru.image.RegistryLogin;
import naru.image.registry.Distribution;

/// Other registries, as the Docker API asks for them.
final class OtherRegistries implements Registries {
    private final Distribution distribution;

    OtherRegistries(Distribution distribution) {
        this.distribution = distribution;
    }

    @Override
    public String pull(Reference reference, Optional<RegistryLogin> login, PullProgress progress) {
        return distribution.pull(reference, login, progress).id();
    }

    @Override
    public Manifest push(Reference reference, Optional<RegistryLogin> login, PullProgress progress) {
        return manifest(distribution.push(reference, login, progress));
    }

    @Override
    public Manifest manifest(Reference reference, Optional<RegistryLogin> login) {
        return manifest(distribution.manifest(reference, login));
    }

    @Override
    public void login(String address, RegistryLogin login) {
        distribution.login(address, login);
    }

    private static Manifest manifest(Descriptor descriptor) {
        return new Manifest(descriptor.mediaType(), descriptor.digest(), descriptor.size());
    }
}
