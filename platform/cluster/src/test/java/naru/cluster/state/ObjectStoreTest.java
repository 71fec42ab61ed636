package naru.cluster.state;

import naru.cluster.object.Objects;
import naru.cluster.object.ObjectsContract;
import naru.store.kv.MemoryKeyValues;

class ObjectStoreTest extends ObjectsContract {
    private final MemoryKeyValues store = new MemoryKeyValues();
    private final ObjectStore objects = new ObjectStore(store, ObjectStore.Settings.DEFAULT);

    @Override
    protected Objects open() {
        return objects;
    }

    @Override
    protected void close() {
        objects.close();
        store.close();
    }
}
