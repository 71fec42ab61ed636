package naru.node.pod.runtime;

import java.util.Optional;
import naru.image.Image;
import naru.image.Images;
import naru.image.PullProgress;
import naru.image.Reference;
import naru.image.RegistryLogin;
import naru.image.registry.Distribution;

/// The images of this machine's engine. Safe for use by many threads.
public final class EngineImages implements ImageSource {
    private final Images images;
    private final Distribution distribution;

    /// Over the engine's images and registries.
    public EngineImages(Images images, Distribution distribution) {
        this.images = images;
        this.distribution = distribution;
    }

    @Override
    public Optional<Local> find(String reference) {
        return images.find(reference).map(EngineImages::local);
    }

    private static Local local(Image image) {
        boolean made = image.digests().isEmpty();
        String digest = made ? image.id() : image.digests().getFirst();
        return new Local(image.id(), digest, image.config().user(), made);
    }

    @Override
    public void pull(String reference, Optional<RegistryLogin> login) {
        distribution.pull(Reference.parse(reference), login, PullProgress.silent());
    }
}
