package naru.network;

import java.util.List;
import java.util.function.Supplier;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.Nftables;
import naru.linux.RulesetWatch;
import naru.linux.RulesetWatch.Change;
import naru.linux.RulesetWatch.Kind;
import org.jspecify.annotations.Nullable;

/// Keeps the instance's nftables tables. Safe for use by many threads.
///
/// The tables are made at the first change. When somebody else removes them or a part of them, the kernel tells, and
/// they are made anew from what they should be; the same when a small change is refused.
final class Firewall implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.network");

    private final Rules rules;
    private final HostFirewall host;
    private final Supplier<String> whole;
    private @Nullable Nftables nftables;
    private @Nullable RulesetWatch watch;
    private boolean made;
    private boolean proven;
    private int port;

    /// @param whole the script of the tables as they should be now
    Firewall(Rules rules, HostFirewall host, Supplier<String> whole) {
        this.rules = rules;
        this.host = host;
        this.whole = whole;
    }

    /// Makes a change in one transaction.
    synchronized void change(String script) {
        if (!made) {
            replace();
            return;
        }
        if (script.isEmpty()) {
            return;
        }
        try {
            nftables().run(script);
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "table {0} is made anew: {1}", rules.table(), e.sentence());
            replace();
        }
    }

    /// Replaces the tables.
    synchronized void replace() {
        Nftables open = nftables();
        listen();
        write(open);
        made = true;
        host.makeWay(open);
    }

    /// Where the kernel refuses to look into bridges, the rest is written without that.
    private void write(Nftables open) {
        try {
            open.run(whole.get());
            proven |= rules.isGuarded();
        } catch (Fault e) {
            if (proven || !rules.isGuarded()) {
                throw e;
            }
            rules.guarded(false);
            try {
                open.run(whole.get());
            } catch (Fault same) {
                rules.guarded(true);
                throw same;
            }
            LOG.log(System.Logger.Level.WARNING, "containers can take their neighbours' addresses: {0}", e.sentence());
        }
    }

    /// The chain of the host that drops what containers send, in words for people; empty if there is none.
    synchronized String obstacle() {
        Nftables open = nftables();
        listen();
        return host.obstacle(open);
    }

    /// Takes the tables away if this object made them.
    synchronized void remove() {
        if (made) {
            made = false;
            nftables().run(rules.remove());
            host.withdraw();
        }
    }

    @Override
    public synchronized void close() {
        if (watch != null) {
            watch.close();
            watch = null;
        }
        if (nftables != null) {
            nftables.close();
            nftables = null;
        }
    }

    private void listen() {
        if (watch != null) {
            return;
        }
        try {
            watch = RulesetWatch.open(new RulesetWatch.Listener() {
                @Override
                public void committed(int asked, List<Change> changes) {
                    heard(asked, changes);
                }

                @Override
                public void lost() {
                    missed();
                }
            });
        } catch (Errno e) {
            LOG.log(System.Logger.Level.WARNING, "nobody tells when rules are removed: {0}", e.getMessage());
        }
    }

    private synchronized void heard(int asked, List<Change> changes) {
        if (watch == null) {
            return; // closed meanwhile
        }
        if (changes.stream().anyMatch(change -> !rules.isOwn(change.family(), change.table()))) {
            attempt(() -> host.changed(nftables(), made));
        }
        if (!made) {
            return;
        }
        List<Change> own = changes.stream()
                .filter(change -> rules.isOwn(change.family(), change.table()))
                .toList();
        if (port == 0 && own.stream().anyMatch(change -> change.kind() == Kind.TABLE_ADDED)) {
            port = asked;
        }
        if (isDamage(asked, own)) {
            LOG.log(System.Logger.Level.WARNING, "somebody removed rules of table {0}: it is made anew", rules.table());
            attempt(this::replace);
        }
    }

    private synchronized void missed() {
        if (made && watch != null) {
            attempt(() -> {
                host.changed(nftables(), true);
                if (!rules.areIn(nftables().run("list tables"))) {
                    replace();
                }
            });
        }
    }

    /// Whether a transaction took anything away that was not put back in it. Elements go in our own as well.
    private boolean isDamage(int asked, List<Change> own) {
        boolean foreign = asked != port && nftables().inProcess();
        boolean damage = false;
        for (Change change : own) {
            damage = switch (change.kind()) {
                case TABLE_ADDED -> foreign;
                case TABLE_REMOVED, PART_REMOVED -> true;
                case ELEMENT_REMOVED -> damage || foreign;
                case PART_ADDED, ELEMENT_ADDED -> damage;
            };
        }
        return damage;
    }

    private static void attempt(Runnable task) {
        try {
            task.run();
        } catch (Fault e) {
            LOG.log(System.Logger.Level.ERROR, "rules cannot be written again: {0}", e.sentence());
        }
    }

    private Nftables nftables() {
        if (nftables == null) {
            nftables = Nftables.open();
            port = 0;
        }
        return nftables;
    }
}
