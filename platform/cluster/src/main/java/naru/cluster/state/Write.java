package naru.cluster.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.store.kv.KeyValues;
import naru.store.kv.KeyValues.Condition;
import naru.store.kv.KeyValues.Delete;
import naru.store.kv.KeyValues.Operation;
import naru.store.kv.KeyValues.Outcome;
import naru.store.kv.KeyValues.Put;

/// What one request commits: all of it or nothing. Of one thread.
final class Write {
    private final List<Condition> conditions = new ArrayList<>();
    private final Map<String, Operation> operations = new LinkedHashMap<>();

    /// Only if the key was last written at a revision; 0: is not there.
    Write when(String key, long revision) {
        conditions.add(new Condition(key, revision));
        return this;
    }

    Write put(String key, byte[] value) {
        operations.put(key, new Put(key, value, 0));
        return this;
    }

    Write delete(String key) {
        operations.put(key, new Delete(key));
        return this;
    }

    /// Commits; the outcome says whether the conditions held.
    Outcome commit(KeyValues store) {
        return store.commit(List.copyOf(conditions), List.copyOf(operations.values()));
    }
}
