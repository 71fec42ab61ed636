package naru.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.KeyValue;
import java.nio.charset.StandardCharsets;
import naru.store.kv.KeyValues.Entry;

/// jetcd's values to ours and back.
final class EtcdTexts {
    private EtcdTexts() {}

    static ByteSequence bytes(String key) {
        return ByteSequence.from(key, StandardCharsets.US_ASCII);
    }

    /// Where a range begins: etcd has no empty key, and writes "from the first key" as a zero byte.
    static ByteSequence start(String from) {
        return bytes(from.isEmpty() ? "\0" : from);
    }

    static Entry entry(KeyValue value) {
        return new Entry(
                value.getKey().toString(StandardCharsets.US_ASCII),
                value.getValue().getBytes(),
                value.getCreateRevision(),
                value.getModRevision(),
                value.getVersion(),
                value.getLease());
    }
}
