package naru.node.net;

/// What the things of one instance's pod network are called in the kernel; several instances never
/// collide.
///
/// @param bridge that pods are plugged to
/// @param vxlan interface to nodes that are not on one network with this one
/// @param table of nftables
record KernelNames(String bridge, String vxlan, String table) {
    static KernelNames of(String instanceId) {
        return new KernelNames("np" + instanceId, "nx" + instanceId, "naru_" + instanceId + "_cluster");
    }
}
