package naru.app.cluster;

import java.util.Optional;
import naru.image.Image;
import naru.image.Images;
import naru.image.PullProgress;
import naru.image.Reference;
import naru.image.RegistryLogin;
import naru.image.registry.Distribution;
import naru.node.pod.runtime.ImageSource;

/// The engine's images, for pods.
public final class EngineImages implements ImageSource {
    private final Images images;
    private final Distribution distribution;

    /// The images that are here, and those of registries.
    public EngineImages(Images images, Distribution distribution) {
        this.images = images;
        this.distribution = distribution;
    }

    @Override
    public Optional<Local> find(String reference) {
        return images.find(reference).map(image -> local(reference, image));
    }

    private static Local local(String reference, Image image) {
        String name = Reference.parse(reference).familiarRepository();
        Optional<String> digest = image.digests().stream()
                .filter(one -> one.startsWith(name + "@"))
                .findFirst();
        return new Local(
                image.id(),
                digest.or(() -> image.digests().stream().findFirst()).orElse(image.id()),
                image.config().user(),
                image.digests().isEmpty());
    }

    @Override
    public void pull(String reference, Optional<RegistryLogin> login) {
        distribution.pull(Reference.parse(reference), login, PullProgress.silent());
    }
}
