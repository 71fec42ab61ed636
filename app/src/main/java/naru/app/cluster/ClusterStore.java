package naru.app.cluster;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import naru.etcd.EtcdKeyValues;
import naru.etcd.EtcdOptions;
import naru.store.kv.KeyValues;
import naru.store.kv.SqliteKeyValues;

/// Where the cluster's state is: a file of this server, or etcd. Nothing of etcd's client is loaded without it.
final class ClusterStore {
    private ClusterStore() {}

    /// `endpoints` are etcd's; none for the file.
    static KeyValues open(Path data, List<String> endpoints) {
        return endpoints.isEmpty()
                ? SqliteKeyValues.open(data.resolve("cluster.db"))
                : EtcdKeyValues.connect(
                        EtcdOptions.of(endpoints.stream().map(URI::create).toList()));
    }
}
