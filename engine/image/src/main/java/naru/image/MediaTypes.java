package naru.image;

/// Media types of manifests, configurations and layers: OCI's (image-spec 1.1) and Docker's.
public final class MediaTypes {
    /// An OCI manifest.
    public static final String OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
    /// An OCI index: a list of manifests.
    public static final String OCI_INDEX = "application/vnd.oci.image.index.v1+json";
    /// An OCI configuration.
    public static final String OCI_CONFIG = "application/vnd.oci.image.config.v1+json";
    /// A plain layer.
    public static final String OCI_LAYER = "application/vnd.oci.image.layer.v1.tar";
    /// Docker's manifest.
    public static final String DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
    /// Docker's list of manifests.
    public static final String DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";

    private MediaTypes() {}

    /// Whether it lists manifests for several platforms.
    public static boolean isIndex(String mediaType) {
        return mediaType.equals(OCI_INDEX) || mediaType.equals(DOCKER_LIST);
    }
}
