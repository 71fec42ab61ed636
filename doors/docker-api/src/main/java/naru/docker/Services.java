package naru.docker;

import naru.base.Instance;
import naru.build.Builder;
import naru.container.Containers;
import naru.image.Archives;
import naru.image.Images;
import naru.image.Snapshots;
import naru.network.Networks;
import naru.store.Damages;
import naru.volume.Volumes;

/// What the API speaks for.
///
/// @param instance whose engine it is
/// @param version of Naru
/// @param containers its containers
/// @param images its images
/// @param archives images as files
/// @param snapshots root file systems, by container id
/// @param networks its networks
/// @param volumes its volumes
/// @param builder builds images
/// @param registries other registries
/// @param damages what its store cannot read
public record Services(
        Instance instance,
        String version,
        Containers containers,
        Images images,
        Archives archives,
        Snapshots snapshots,
        Networks networks,
        Volumes volumes,
        Builder builder,
        Registries registries,
        Damages damages) {}
