package naru.linux;

/// A network interface as the kernel showed it.
///
/// @param index unique within its namespace
/// @param name at most 15 characters
/// @param mac hardware address as `02:42:..`, empty if it has none
/// @param up administratively
/// @param master index of the bridge it is a port of, 0 for none
public record Link(int index, String name, String mac, boolean up, int master) {}
