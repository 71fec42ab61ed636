package naru.node.pod;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.object.Objects;
import naru.cluster.object.Patch;
import naru.cluster.object.Resources;
import naru.cluster.object.WriteOptions;
import naru.node.pod.spec.Doc;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Makes the node known and says every second that it lives, by one small write (its Lease); looks now and then, and
/// after every gap, whether somebody took it for dead, and says that it is ready.
final class Registration implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.node");
    private static final String LEASES = "kube-node-lease";
    private static final Duration BEAT = Duration.ofSeconds(1);
    private static final Duration LOOK = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(2);
    private static final int LEASE_SECONDS = 4;
    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final WriteOptions AS = WriteOptions.by("naru-node");

    private final Objects objects;
    private final NodeDocument document;
    private final String name;
    private final Thread thread;
    private volatile boolean open = true;
    private Instant look = Instant.MIN;
    private boolean registered;
    private boolean gap;

    Registration(Objects objects, NodeOptions options, Machine machine) {
        this.objects = objects;
        this.document = new NodeDocument(options, machine);
        this.name = options.name();
        thread = Thread.ofVirtual().name("node-heartbeat").start(this::live);
    }

    private void live() {
        try {
            while (open) {
                Instant began = Instant.now();
                try {
                    beat();
                } catch (Fault e) {
                    missed(e);
                }
                Duration rest = BEAT.minus(Duration.between(began, Instant.now()));
                Thread.sleep(rest.isNegative() ? Duration.ZERO : rest);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    private void missed(Fault e) {
        LOG.log(gap ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING, "{0}", e.sentence());
        gap = true;
        if (e.kind() == Fault.Kind.NOT_FOUND) {
            registered = false; // somebody deleted the node, which is here all the same
        }
    }

    private void beat() {
        if (!registered) {
            register();
            registered = true;
        }
        renew();
        if (gap || !Instant.now().isBefore(look)) {
            look();
            gap = false;
            look = Instant.now().plus(LOOK);
        }
    }

    private void register() {
        try {
            objects.create(Resources.NODES, "", document.object(), AS);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.ALREADY_EXISTS) {
                throw e;
            }
            ObjectNode change = Json.mapper().createObjectNode();
            change.putObject("metadata").set("labels", document.labels());
            JsonNode spec = document.object().path("spec");
            if (!spec.isEmpty()) {
                change.set("spec", spec);
            }
            objects.patch(Resources.NODES, "", name, "", new Patch.Merge(change), AS);
        }
        tellReady(Instant.now());
    }

    private void tellReady(Instant since) {
        ObjectNode change = Json.mapper().createObjectNode();
        change.set("status", document.status(since, Instant.now()));
        objects.patch(Resources.NODES, "", name, "status", new Patch.Merge(change), AS);
    }

    private void look() {
        ObjectNode node = objects.get(Resources.NODES, "", name);
        boolean ready = Doc.each(node, "status", "conditions").stream()
                .anyMatch(one -> Doc.text(one, "type").equals("Ready")
                        && Doc.text(one, "status").equals("True"));
        if (!ready) {
            tellReady(Instant.now());
        }
    }

    private void renew() {
        ObjectNode change = Json.mapper().createObjectNode();
        change.putObject("spec").put("renewTime", MICROS.format(Instant.now()));
        try {
            objects.patch(Resources.LEASES, LEASES, name, "", new Patch.Merge(change), AS);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
            objects.create(Resources.LEASES, LEASES, lease(), AS);
        }
    }

    private ObjectNode lease() {
        ObjectNode lease = Json.mapper().createObjectNode();
        lease.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
        ObjectNode metadata = lease.putObject("metadata").put("name", name).put("namespace", LEASES);
        ObjectNode node = objects.get(Resources.NODES, "", name);
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", "v1")
                .put("kind", "Node")
                .put("name", name)
                .put("uid", Doc.text(node, "metadata", "uid"));
        lease.putObject("spec")
                .put("holderIdentity", name)
                .put("leaseDurationSeconds", LEASE_SECONDS)
                .put("renewTime", MICROS.format(Instant.now()));
        return lease;
    }

    /// Says no more that the node lives, but once that it does not: nobody has to find that out by its silence. Waits
    /// for that a moment and no longer, for the servers may be away.
    void retire() {
        close();
        Thread teller = Thread.ofVirtual().name("node-retires").start(() -> {
            try {
                thread.join();
                ObjectNode change = Json.mapper().createObjectNode();
                change.putObject("status").set("conditions", NodeDocument.stopped(Instant.now()));
                objects.patch(Resources.NODES, "", name, "status", new Patch.Merge(change), AS);
            } catch (Fault e) {
                LOG.log(System.Logger.Level.INFO, "nobody was told that this node stops: {0}", e.sentence());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            teller.join(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        open = false;
        thread.interrupt();
    }
}
