package naru.store.kv;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import naru.base.Fault;
import naru.store.kv.KeyValues.Condition;
import naru.store.kv.KeyValues.Operation;
import naru.store.kv.KeyValues.Put;

/// What every store asks of a commit before it looks at its keys.
public final class CommitRules {
    private CommitRules() {}

    /// INVALID or TOO_LARGE if a commit breaks the rules of [KeyValues#commit].
    public static void check(List<Condition> conditions, List<Operation> operations) {
        if (conditions.size() > KeyValues.MAX_OPERATIONS || operations.size() > KeyValues.MAX_OPERATIONS) {
            throw Fault.tooLarge("a commit has at most " + KeyValues.MAX_OPERATIONS + " operations");
        }
        long bytes = 0;
        Set<String> keys = new HashSet<>();
        for (Operation operation : operations) {
            checkKey(operation.key());
            if (!keys.add(operation.key())) {
                throw Fault.invalid("a commit changes the key " + operation.key() + " twice");
            }
            bytes += operation.key().length() + (operation instanceof Put put ? put.value().length : 0);
        }
        if (bytes > KeyValues.MAX_BYTES) {
            throw Fault.tooLarge("a commit of " + bytes + " bytes is over the limit of " + KeyValues.MAX_BYTES);
        }
    }

    private static void checkKey(String key) {
        if (key.isEmpty() || !key.chars().allMatch(c -> c < 0x7f)) {
            throw Fault.invalid("'" + key + "' is no key: keys are ASCII and not empty");
        }
    }
}
