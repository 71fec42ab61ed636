package naru.cluster.controller.lifecycle;

import naru.base.Fault;
import naru.cluster.controller.loop.Controller;
import naru.cluster.controller.loop.Means;
import naru.cluster.informer.Informer;
import naru.cluster.informer.Loop;
import naru.cluster.object.Resource;
import naru.cluster.object.Resources;
import naru.cluster.view.Key;
import naru.cluster.view.Meta;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Keeps what every namespace has: the service account `default`, and the cluster's certificate authority in the config
/// map `kube-root-ca.crt`.
public final class NamespaceContent implements Controller {
    private static final String ACCOUNT = "default";
    private static final String AUTHORITY = "kube-root-ca.crt";

    private final Means means;
    private final String authority;
    private final Informer namespaces;
    private final Loop<Key> loop;

    /// Listens from now on.
    ///
    /// @param authority the certificates, as PEM; without any there are no config maps
    public NamespaceContent(Means means, String authority) {
        this.means = means;
        this.authority = authority;
        this.namespaces = means.of(Resources.NAMESPACES);
        this.loop = new Loop<>("namespace-content", means.timing(), this::look);
        namespaces.handle((_, now) -> {
            if (now != null) {
                loop.add(Key.of(now));
            }
        });
        means.of(Resources.SERVICE_ACCOUNTS).handle((before, now) -> changed(before, now, ACCOUNT));
        means.of(Resources.CONFIG_MAPS).handle((before, now) -> changed(before, now, AUTHORITY));
    }

    @Override
    public void start() {
        loop.start(2, () -> namespaces.all().forEach(one -> loop.add(Key.of(one))));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void changed(@Nullable ObjectNode before, @Nullable ObjectNode now, String name) {
        if (before != null && Meta.name(before).equals(name) && !before.equals(now)) {
            loop.add(new Key("", Meta.namespace(before)));
        }
    }

    private void look(Key key) {
        ObjectNode namespace = namespaces.get(key).orElse(null);
        if (namespace == null || Meta.deleting(namespace)) {
            return;
        }
        Key account = new Key(key.name(), ACCOUNT);
        if (means.of(Resources.SERVICE_ACCOUNTS).get(account).isEmpty()) {
            create(Resources.SERVICE_ACCOUNTS, document(Resources.SERVICE_ACCOUNTS, account));
        }
        if (authority.isEmpty()) {
            return;
        }
        Key map = new Key(key.name(), AUTHORITY);
        ObjectNode there = means.of(Resources.CONFIG_MAPS).get(map).orElse(null);
        ObjectNode wanted = there == null ? document(Resources.CONFIG_MAPS, map) : there.deepCopy();
        wanted.putObject("data").put("ca.crt", authority);
        if (there == null) {
            create(Resources.CONFIG_MAPS, wanted);
        } else if (!wanted.equals(there)) {
            means.writes().update(Resources.CONFIG_MAPS, wanted);
        }
    }

    private void create(Resource kind, ObjectNode object) {
        try {
            means.writes().create(kind, object);
        } catch (Fault e) {
            if (e.kind() != Fault.Kind.ALREADY_EXISTS && e.kind() != Fault.Kind.FORBIDDEN) {
                throw e;
            }
        }
    }

    private static ObjectNode document(Resource kind, Key key) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        object.putObject("metadata").put("name", key.name()).put("namespace", key.namespace());
        return object;
    }
}
