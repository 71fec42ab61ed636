package naru.linux;

/// An IPv4 route of the main or local table.
///
/// @param destination first address of the network, in network order
/// @param prefixLength 0 for the default route
/// @param gateway 0 when directly attached
/// @param link index of the interface, 0 when there is none
public record Route(int destination, int prefixLength, int gateway, int link) {}
