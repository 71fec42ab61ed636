package naru.docker;

import java.util.List;
import java.util.Map;
import naru.base.Fault;

/// What hosts are asked for that none of them has here, refused in Docker's words.
final class Unbuilt {
    private Unbuilt() {}

    static void refuse(HostBody host) {
        for (HostBody.DeviceRequest request : Absent.list(host.deviceRequests())) {
            throw Fault.invalid("could not select device driver \"" + Absent.text(request.driver())
                    + "\" with capabilities: " + Absent.list(request.capabilities()));
        }
        String isolation = Absent.text(host.isolation());
        if (!isolation.isEmpty() && !isolation.equalsIgnoreCase("default")) {
            throw Fault.invalid("Invalid isolation: \"" + isolation + "\" - linux only supports 'default'");
        }
        Map<String, String> storage = Absent.map(host.storageOpt());
        if (!storage.isEmpty()) {
            throw Fault.invalid(
                    List.of("size").containsAll(storage.keySet())
                            ? "--storage-opt is supported only for overlay over xfs with 'pquota' mount option"
                            : "unknown option " + storage.keySet().iterator().next());
        }
        if (host.ioMaximumBandwidth() != 0 || host.ioMaximumIops() != 0) {
            throw Fault.invalid("Invalid QoS settings: linux does not support Maximum IO Bandwidth or Maximum IO IOps");
        }
    }
}
