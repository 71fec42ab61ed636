package naru.network;

import java.util.function.Supplier;
import naru.base.Fault;
import naru.linux.Nftables;
import org.jspecify.annotations.Nullable;

/// Keeps the instance's nftables table. Safe for use by many threads.
///
/// The table is made at the first change. When a small change is refused, because somebody flushed the ruleset for
/// instance, the whole table is made anew from what it should be.
final class Firewall implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.network");

    private final Rules rules;
    private @Nullable Nftables nftables;
    private boolean made;

    Firewall(Rules rules) {
        this.rules = rules;
    }

    /// Makes a change in one transaction; `whole` is the script of the table with this change in it.
    synchronized void change(String script, Supplier<String> whole) {
        if (!made) {
            replace(whole.get());
            return;
        }
        if (script.isEmpty()) {
            return;
        }
        try {
            nftables().run(script);
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "table {0} is made anew: {1}", rules.table(), e.sentence());
            replace(whole.get());
        }
    }

    /// Replaces the table.
    synchronized void replace(String whole) {
        nftables().run(whole);
        made = true;
    }

    /// Takes the table away if this object made it.
    synchronized void remove() {
        if (made) {
            nftables().run(rules.remove());
            made = false;
        }
    }

    @Override
    public synchronized void close() {
        if (nftables != null) {
            nftables.close();
            nftables = null;
        }
    }

    private Nftables nftables() {
        if (nftables == null) {
            nftables = Nftables.open();
        }
        return nftables;
    }
}
