package naru.etcd;

import java.nio.file.Path;
import java.time.Duration;
import naru.store.kv.KeyValues;
import naru.store.kv.KeyValuesContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

@Tag("system")
class EtcdKeyValuesTest extends KeyValuesContract {
    @TempDir
    static Path folder;

    private static TestEtcd etcd;

    @BeforeAll
    static void startEtcd() {
        etcd = new TestEtcd(folder, 1);
    }

    @AfterAll
    static void stopEtcd() {
        etcd.close();
    }

    @Override
    protected KeyValues open() {
        return etcd.connect(0);
    }

    @Override
    public Duration shortLease() {
        return Duration.ofSeconds(2);
    }

    @Override
    public int bound() {
        return TestEtcd.BOUND;
    }
}
