package naru.image;

/// What points to a blob (image-spec 1.1 descriptor).
///
/// @param mediaType what the blob is
/// @param digest `sha256:…` of its bytes
/// @param size its bytes
public record Descriptor(String mediaType, String digest, long size) {}
