package naru.store.kv;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/// What every implementation of [KeyValues] must do.
public abstract class KeyValuesContract
        implements RangeContract, CommitContract, WatchContract, LeaseContract, WritersContract {
    private final String prefix = "/test/" + UUID.randomUUID() + "/";
    private @Nullable KeyValues store;

    /// A store, new or with keys of other tests; closed after each test.
    protected abstract KeyValues open();

    @Override
    public final String prefix() {
        return prefix;
    }

    @Override
    public final KeyValues store() {
        if (store == null) {
            throw new IllegalStateException("the store is opened before each test");
        }
        return store;
    }

    @BeforeEach
    final void openStore() {
        store = open();
    }

    @AfterEach
    final void closeStore() {
        if (store != null) {
            store.close();
        }
    }
}
