package naru.etcd;

import io.etcd.jetcd.ByteSequence;
import io.etcd.jetcd.Client;
import io.etcd.jetcd.ClientBuilder;
import io.etcd.jetcd.Response;
import io.etcd.jetcd.Txn;
import io.etcd.jetcd.kv.GetResponse;
import io.etcd.jetcd.kv.TxnResponse;
import io.etcd.jetcd.op.Cmp;
import io.etcd.jetcd.op.CmpTarget;
import io.etcd.jetcd.op.Op;
import io.etcd.jetcd.options.DeleteOption;
import io.etcd.jetcd.options.GetOption;
import io.etcd.jetcd.options.PutOption;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import naru.base.Fault;
import naru.store.kv.CommitRules;
import naru.store.kv.KeyValues;
import naru.store.kv.Watch;

/// Keys and values in etcd (3.5.8 or newer), for a cluster with several servers. Writes are sent once:
/// one that fails with UNAVAILABLE may have happened.
public final class EtcdKeyValues implements KeyValues {
    private static final int MAX_MESSAGE = 64 << 20;

    /// How many entries are asked for at once; fewer when they do not fit in a message.
    private static final int PAGE = 5_000;

    /// jetcd warns of each request that failed; whoever called is told by a fault. Kept here: the
    /// logging system forgets what nobody holds.
    private static final List<Logger> QUIET = Stream.of("io.etcd", "io.grpc", "io.netty", "io.vertx")
            .map(Logger::getLogger)
            .toList();

    private final Client client;
    private final EtcdOptions options;
    private final EtcdCalls calls;
    private final Set<EtcdWatch> watches = ConcurrentHashMap.newKeySet();

    /// The latest revision in any answer.
    private final AtomicLong seen = new AtomicLong();

    private volatile boolean closed;

    private EtcdKeyValues(Client client, EtcdOptions options, EtcdCalls calls) {
        this.client = client;
        this.options = options;
        this.calls = calls;
    }

    /// Answers at once: etcd is asked, and waited for, by the first call.
    ///
    /// @throws Fault INVALID for endpoints or certificates that cannot be used
    public static EtcdKeyValues connect(EtcdOptions options) {
        QUIET.forEach(logger -> logger.setLevel(Level.OFF));
        EtcdCalls calls = new EtcdCalls(options.patience());
        ClientBuilder builder = Client.builder()
                .endpoints(options.endpoints().toArray(URI[]::new))
                .maxInboundMessageSize(MAX_MESSAGE)
                .retryMaxAttempts(0)
                .keepaliveTime(Duration.ofSeconds(10))
                .keepaliveTimeout(Duration.ofSeconds(3))
                .connectTimeout(Duration.ofSeconds(3))
                .interceptor(calls);
        try {
            if (options.tls().isPresent()) {
                EtcdOptions.Tls tls = options.tls().get();
                builder.sslContext(context -> context.trustManager(
                                tls.authority().toFile())
                        .keyManager(tls.certificate().toFile(), tls.key().toFile()));
            }
            return new EtcdKeyValues(builder.build(), options, calls);
        } catch (SSLException | IllegalArgumentException e) {
            throw new Fault(Fault.Kind.INVALID, "cannot use etcd at " + options.endpoints() + ": " + e.getMessage(), e);
        }
    }

    @Override
    public long revision() {
        GetOption one = GetOption.builder().withCountOnly(true).build();
        return read(() -> client.getKVClient().get(EtcdTexts.bytes("\0"), one))
                .getHeader()
                .getRevision();
    }

    @Override
    public Range range(String from, String to, int limit, long revision) {
        if (from.compareTo(to) >= 0) {
            return new Range(List.of(), 0, revision == 0 ? revision() : revision);
        }
        int page = PAGE;
        while (true) {
            try {
                return pages(from, to, limit == 0 ? Integer.MAX_VALUE : limit, revision, page);
            } catch (Fault e) {
                if (!EtcdFaults.isTooLarge(e) || page == 1) {
                    throw e;
                }
                page = Math.max(1, page / 8);
            }
        }
    }

    @Override
    public Outcome commit(List<Condition> conditions, List<Operation> operations) {
        CommitRules.check(conditions, operations);
        Cmp[] compares = conditions.stream().map(EtcdKeyValues::compare).toArray(Cmp[]::new);
        Op[] changes = operations.stream().map(EtcdKeyValues::change).toArray(Op[]::new);
        TxnResponse response = write(() -> {
            Txn txn = client.getKVClient().txn();
            return txn.If(compares).Then(changes).commit();
        });
        return new Outcome(response.isSucceeded(), response.getHeader().getRevision());
    }

    @Override
    public Watch watch(String from, String to, long revision) {
        long latest = revision();
        EtcdWatch watch = new EtcdWatch(
                client.getWatchClient(),
                new EtcdWatch.Keys(from, to),
                revision == 0 ? latest + 1 : revision,
                new HeldBatches(options.watchEvents()),
                seen,
                watches::remove);
        watches.add(watch);
        watch.open();
        if (closed) {
            watch.end(away());
        }
        return watch;
    }

    @Override
    public void compact(long revision) {
        write(() -> client.getKVClient().compact(revision));
    }

    @Override
    public long grant(Duration ttl) {
        if (!ttl.isPositive()) {
            throw Fault.invalid("a lease of " + ttl + " is over before it begins");
        }
        long seconds = Math.max(1, ttl.plusMillis(999).toSeconds());
        return write(() -> client.getLeaseClient().grant(seconds)).getID();
    }

    @Override
    public void keepAlive(long lease) {
        read(() -> client.getLeaseClient().keepAliveOnce(lease));
    }

    @Override
    public void revoke(long lease) {
        write(() -> client.getLeaseClient().revoke(lease));
    }

    @Override
    public void close() {
        closed = true;
        watches.forEach(watch -> watch.end(away()));
        client.close();
    }

    private Range pages(String from, String to, int limit, long revision, int page) {
        List<Entry> entries = new ArrayList<>();
        GetResponse first = page(from, to, Math.min(limit, page), revision);
        long at = revision == 0 ? first.getHeader().getRevision() : revision;
        GetResponse next = first;
        while (true) {
            next.getKvs().forEach(value -> entries.add(EtcdTexts.entry(value)));
            if (entries.size() >= limit || !next.isMore()) {
                return new Range(List.copyOf(entries), first.getCount(), at);
            }
            next = page(entries.getLast().key() + "\0", to, Math.min(limit - entries.size(), page), at);
        }
    }

    private GetResponse page(String from, String to, int limit, long revision) {
        GetOption option = GetOption.builder()
                .withRange(EtcdTexts.bytes(to))
                .withLimit(limit)
                .withRevision(revision)
                .build();
        ByteSequence start = EtcdTexts.start(from);
        return read(() -> client.getKVClient().get(start, option));
    }

    private static Cmp compare(Condition condition) {
        return new Cmp(EtcdTexts.bytes(condition.key()), Cmp.Op.EQUAL, CmpTarget.modRevision(condition.modRevision()));
    }

    private static Op change(Operation operation) {
        return switch (operation) {
            case Put(String key, byte[] value, long lease) ->
                Op.put(
                        EtcdTexts.bytes(key),
                        ByteSequence.from(value),
                        PutOption.builder().withLeaseId(lease).build());
            case Delete(String key) -> Op.delete(EtcdTexts.bytes(key), DeleteOption.DEFAULT);
        };
    }

    private <T> T read(Supplier<CompletableFuture<T>> call) {
        return noted(calls.repeated(open(call)));
    }

    private <T> T write(Supplier<CompletableFuture<T>> call) {
        return noted(calls.once(open(call)));
    }

    private <T> Supplier<CompletableFuture<T>> open(Supplier<CompletableFuture<T>> call) {
        if (closed) {
            throw away();
        }
        return call;
    }

    private <T> T noted(T answer) {
        if (answer instanceof Response response) {
            seen.accumulateAndGet(response.getHeader().getRevision(), Math::max);
        }
        return answer;
    }

    private static Fault away() {
        return Fault.unavailable("the store was closed", null);
    }
}
