package naru.image;

/// One layer of an image.
///
/// @param diffId `sha256:…` of the uncompressed tar archive
/// @param blob the archive as it is kept and pushed, maybe compressed
public record Layer(String diffId, Descriptor blob) {}
