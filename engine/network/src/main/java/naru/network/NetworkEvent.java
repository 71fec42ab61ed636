package naru.network;

/// Something that happened to a network, as `docker events` tells it.
///
/// @param action `create`, `destroy`, `connect` or `disconnect`
/// @param networkId of the network
/// @param networkName of the network
/// @param driver of the network
/// @param containerId who connected or disconnected; empty otherwise
public record NetworkEvent(String action, String networkId, String networkName, String driver, String containerId) {}
