package naru.app.deploy;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import naru.base.Fault;
import naru.base.Json;
import naru.cluster.auth.AccountTokens;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.Objects;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.cluster.object.WriteOptions;
import naru.pipeline.deploy.Cluster;
import naru.pipeline.deploy.ClusterAccess;
import tools.jackson.databind.node.ObjectNode;

/// The cluster that this machine serves, for jobs. A run gets a service account of its own, which goes with it, and so
/// does the worth of its token. Safe for use by many threads.
public final class JobCluster implements Cluster {
    /// Stands for all namespaces.
    static final String ALL = "*";

    private static final String LABEL = "naru/job-server";
    private static final int MOST_IN_LABEL = 63;
    private static final Duration LONGEST_RUN = Duration.ofDays(7);
    private static final Set<Resource> GRANTS =
            Set.of(Resources.SERVICE_ACCOUNTS, Resources.ROLE_BINDINGS, Resources.CLUSTER_ROLE_BINDINGS);

    private final Objects objects;
    private final AccountTokens accounts;
    private final Door door;
    private final String node;

    /// How steps reach the API.
    ///
    /// @param server such as `https://10.63.0.1:443`, reached from the networks of containers
    /// @param authority its certificate, PEM
    public record Door(String server, String authority) {}

    /// Over the objects of a server, taking away what runs left that ended with an earlier daemon.
    ///
    /// @param node name of this machine among the cluster's
    public JobCluster(Objects objects, AccountTokens accounts, Door door, String node) {
        this.objects = objects;
        this.accounts = accounts;
        this.door = door;
        this.node = label(node);
        for (Resource grant : GRANTS) {
            objects.deleteAll(grant, "", ListOptions.labelled(LABEL + "=" + this.node), DeleteOptions.NOW);
        }
    }

    /// As a label's value may be.
    private static String label(String name) {
        String cut = name.substring(0, Math.min(name.length(), MOST_IN_LABEL));
        return cut.replaceFirst("[^a-zA-Z0-9]+$", "");
    }

    @Override
    public ClusterAccess open(String job, String namespace) {
        String home = namespace.equals(ALL) ? "default" : namespace;
        ensureNamespace(home);
        ObjectNode account = objects.create(Resources.SERVICE_ACCOUNTS, home, named(job), by());
        Resource binding = namespace.equals(ALL) ? Resources.CLUSTER_ROLE_BINDINGS : Resources.ROLE_BINDINGS;
        try {
            objects.create(binding, namespace.equals(ALL) ? "" : home, binding(namespace, account), by());
            return new RunAccess(objects, namespace, door, token(account), () -> forget(binding, account));
        } catch (RuntimeException e) {
            forget(binding, account);
            throw e;
        }
    }

    private void ensureNamespace(String name) {
        ObjectNode namespace = Json.mapper().createObjectNode();
        namespace.putObject("metadata").put("name", name);
        try {
            objects.create(Resources.NAMESPACES, "", namespace, by());
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.ALREADY_EXISTS) {
                throw e;
            }
        }
    }

    private static WriteOptions by() {
        return WriteOptions.by("naru-jobs");
    }

    private ObjectNode named(String job) {
        ObjectNode account = Json.mapper().createObjectNode();
        ObjectNode meta = account.putObject("metadata");
        String word = job.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        meta.put("generateName", "naru-job-" + word.substring(0, Math.min(word.length(), 40)) + "-");
        meta.putObject("labels").put(LABEL, node);
        return account;
    }

    private ObjectNode binding(String namespace, ObjectNode account) {
        ObjectNode binding = Json.mapper().createObjectNode();
        ObjectNode meta = binding.putObject("metadata").put("name", Tree.name(account));
        meta.putObject("labels").put(LABEL, node);
        binding.putObject("roleRef")
                .put("apiGroup", "rbac.authorization.k8s.io")
                .put("kind", "ClusterRole")
                .put("name", namespace.equals(ALL) ? "cluster-admin" : "admin");
        binding.putArray("subjects")
                .addObject()
                .put("kind", "ServiceAccount")
                .put("name", Tree.name(account))
                .put("namespace", Tree.namespace(account));
        return binding;
    }

    private String token(ObjectNode account) {
        ObjectNode request = Json.mapper().createObjectNode();
        request.putObject("spec").put("expirationSeconds", LONGEST_RUN.toSeconds());
        return Tree.text(accounts.issue(account, request), "status", "token");
    }

    private void forget(Resource binding, ObjectNode account) {
        String home = Tree.namespace(account);
        delete(Resources.SERVICE_ACCOUNTS, home, Tree.name(account));
        delete(binding, binding.namespaced() ? home : "", Tree.name(account));
    }

    private void delete(Resource resource, String namespace, String name) {
        try {
            objects.delete(resource, namespace, name, DeleteOptions.NOW);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.NOT_FOUND) {
                throw e;
            }
        }
    }
}
