package naru.app.deploy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.object.Objects;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.object.Tree;
import naru.cluster.object.WriteOptions;
import naru.pipeline.deploy.ClusterAccess;
import tools.jackson.databind.node.ObjectNode;

/// What one run may do in a cluster: everything in one namespace, or everything. Safe for use by many threads.
final class RunAccess implements ClusterAccess {
    private static final String MANAGER = "naru-deploy";
    private static final String KUBECONFIG = """
            apiVersion: v1
            kind: Config
            clusters:
            - name: naru
              cluster:
                server: %s
                certificate-authority-data: %s
            users:
            - name: job
              user:
                token: %s
            contexts:
            - name: naru
              context:
                cluster: naru
                user: job
                namespace: %s
            current-context: naru
            """;

    private final Objects objects;
    private final String allowed;
    private final JobCluster.Door door;
    private final String token;
    private final Runnable end;

    /// Access to the namespace `allowed`, or to all.
    RunAccess(Objects objects, String allowed, JobCluster.Door door, String token, Runnable end) {
        this.objects = objects;
        this.allowed = allowed;
        this.door = door;
        this.token = token;
        this.end = end;
    }

    private boolean everywhere() {
        return allowed.equals(JobCluster.ALL);
    }

    private String home() {
        return everywhere() ? "default" : allowed;
    }

    @Override
    public String kubeconfig() {
        String authority = Base64.getEncoder().encodeToString(door.authority().getBytes(StandardCharsets.US_ASCII));
        return KUBECONFIG.formatted(door.server(), authority, token, home());
    }

    @Override
    public String token() {
        return token;
    }

    @Override
    public List<Applied> apply(List<Manifest> files, String namespace) {
        List<Document> documents = new ArrayList<>();
        for (Manifest file : files) {
            documents.addAll(Document.read(file));
        }
        if (documents.isEmpty()) {
            throw Fault.invalid("there is no document in " + files.getFirst().path());
        }
        List<Document> placed = documents.stream()
                .map(one -> one.in(namespace.isEmpty() ? home() : namespace))
                .toList();
        placed.forEach(this::permit);
        return placed.stream().map(this::apply).toList();
    }

    private void permit(Document document) {
        if (!everywhere() && !document.namespace().equals(allowed)) {
            String where = document.namespace().isEmpty() ? "the whole cluster" : "namespace " + document.namespace();
            throw Fault.forbidden(document.title() + " is for " + where + ", and the job may deploy to namespace "
                    + allowed + " only (--allow-cluster)");
        }
    }

    private Applied apply(Document document) {
        Resource resource = document.resource();
        String name = Tree.name(document.object());
        WriteOptions options = new WriteOptions(MANAGER, false, true, WriteOptions.Validation.STRICT, _ -> {});
        try {
            String before = version(resource, document.namespace(), name);
            Patch patch = new Patch.Apply(document.object());
            ObjectNode now = objects.patch(resource, document.namespace(), name, "", patch, options);
            String change =
                    before.isEmpty() ? "created" : before.equals(Tree.version(now)) ? "unchanged" : "configured";
            String kind = resource.singular() + (resource.group().isEmpty() ? "" : "." + resource.group());
            return new Applied(resource.kind(), kind, document.namespace(), name, change);
        } catch (Fault e) {
            throw new Fault(e.kind(), document.title() + ": " + e.sentence(), e);
        }
    }

    private String version(Resource resource, String namespace, String name) {
        return find(resource, namespace, name).map(Tree::version).orElse("");
    }

    private Optional<ObjectNode> find(Resource resource, String namespace, String name) {
        try {
            return Optional.of(objects.get(resource, namespace, name));
        } catch (Fault e) {
            if (e.kind() == Fault.Kind.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public Following follow(Applied deployment) {
        return new RolloutFollowing(objects, deployment.namespace(), deployment.name());
    }

    @Override
    public List<String> troubles(Applied deployment) {
        return find(Resources.DEPLOYMENTS, deployment.namespace(), deployment.name())
                .map(found -> new Troubles(objects).of(found))
                .orElse(List.of());
    }

    @Override
    public void close() {
        end.run();
    }
}
