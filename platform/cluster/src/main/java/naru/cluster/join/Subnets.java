package naru.cluster.join;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Objects;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import tools.jackson.databind.node.ObjectNode;

/// Which node has which slice (/24) of the pod network: a ConfigMap `naru-subnet-N` in `kube-system`
/// for each, whose creation is what makes it that node's, so that no slice is given twice. Safe for
/// use by many threads, and servers.
final class Subnets {
    private static final String PREFIX = "naru-subnet-";
    private static final int SLICE = 24;

    private final Objects objects;
    private final Slices documents;
    private final int base;
    private final int slices;

    /// A node's slice.
    ///
    /// @param cidr such as `10.62.3.0/24`
    /// @param key hash of the public key that the node came with
    record Slice(int number, String cidr, String node, String key) {}

    /// @param network IPv4, between /8 and /24
    Subnets(Objects objects, String network) {
        String[] parts = network.split("/", 2);
        this.objects = objects;
        this.documents = new Slices(objects);
        try {
            int length = Integer.parseInt(parts.length == 2 ? parts[1] : "");
            byte[] address = InetAddress.ofLiteral(parts[0]).getAddress();
            if (address.length != 4 || length < 8 || length > SLICE) {
                throw new UnknownHostException(network);
            }
            this.base = ByteBuffer.wrap(address).getInt() & -1 << 32 - length;
            this.slices = 1 << SLICE - length;
        } catch (IllegalArgumentException | UnknownHostException e) {
            throw new Fault(Fault.Kind.INVALID, "'" + network + "' is no network for pods: IPv4, /8 to /24", e);
        }
    }

    /// A node's slice, if it has one.
    Optional<Slice> of(String node) {
        return held(Slices.LABEL + "=" + node).stream().findFirst();
    }

    /// Gives a node that has none a slice.
    ///
    /// @throws Fault CONFLICT if another machine takes the same name at the same time, or none is left
    Slice take(String node, String key) {
        while (true) {
            Slice wanted = free(node, key);
            try {
                objects.create(Resources.CONFIG_MAPS, Slices.SPACE, document(wanted), WriteOptions.by("naru"));
            } catch (Fault e) {
                if (e.kind() == Fault.Kind.ALREADY_EXISTS) {
                    continue;
                }
                throw e;
            }
            boolean first = held(Slices.LABEL + "=" + node).stream().allMatch(one -> one.number() >= wanted.number());
            if (first) {
                return wanted;
            }
            delete(wanted);
            throw Fault.conflict("another machine joins as " + node + " at this moment: choose another name (--name)");
        }
    }

    /// Notes that a node comes with another key.
    Slice rekey(Slice slice, String key) {
        ObjectNode now = objects.get(Resources.CONFIG_MAPS, Slices.SPACE, PREFIX + slice.number());
        now.withObject("/data").put("key", key);
        objects.update(Resources.CONFIG_MAPS, Slices.SPACE, PREFIX + slice.number(), "", now, WriteOptions.by("naru"));
        return new Slice(slice.number(), slice.cidr(), slice.node(), key);
    }

    /// Takes a node's slice back.
    void release(String node) {
        documents.release(node);
    }

    private Slice free(String node, String key) {
        Set<Integer> used = new HashSet<>();
        List<Slice> all = held(Slices.LABEL);
        all.forEach(one -> used.add(one.number()));
        for (int i = 0; i < slices; i++) {
            if (!used.contains(i)) {
                return new Slice(i, cidr(i), node, key);
            }
        }
        all.stream().filter(one -> !exists(one.node())).findFirst().ifPresentOrElse(this::delete, () -> {
            throw Fault.conflict("the pod network has no slice left: " + slices + " nodes have joined");
        });
        return free(node, key);
    }

    private boolean exists(String node) {
        try {
            objects.get(Resources.NODES, "", node);
            return true;
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private void delete(Slice slice) {
        documents.delete(PREFIX + slice.number());
    }

    private List<Slice> held(String selector) {
        return documents.held(selector).stream().map(this::slice).toList();
    }

    private Slice slice(ObjectNode document) {
        String name = document.path("metadata").path("name").asString("");
        int number = Integer.parseInt(name.substring(PREFIX.length()));
        return new Slice(
                number, cidr(number), document.path("data").path("node").asString(""), Slices.key(document));
    }

    private static ObjectNode document(Slice slice) {
        ObjectNode document = Json.mapper().createObjectNode();
        document.put("apiVersion", "v1").put("kind", "ConfigMap");
        ObjectNode meta = document.putObject("metadata");
        meta.put("name", PREFIX + slice.number()).put("namespace", Slices.SPACE);
        meta.putObject("labels").put(Slices.LABEL, slice.node());
        document.putObject("data")
                .put("node", slice.node())
                .put("key", slice.key())
                .put("podCIDR", slice.cidr());
        return document;
    }

    private String cidr(int number) {
        int address = base + (number << 32 - SLICE);
        return "%d.%d.%d.0/%d".formatted(address >>> 24, address >>> 16 & 255, address >>> 8 & 255, SLICE);
    }
}
