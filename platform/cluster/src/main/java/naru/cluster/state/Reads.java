package naru.cluster.state;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Page;
import naru.cluster.object.Resource;
import naru.store.kv.KeyValues;
import tools.jackson.databind.node.ObjectNode;

/// Answers what is read, from the caches; states that these no longer know, from the store.
final class Reads {
    private static final Duration NOT_YET = Duration.ofSeconds(3);

    private final KeyValues store;
    private final Feed feed;

    Reads(KeyValues store, Feed feed) {
        this.store = store;
        this.feed = feed;
    }

    /// Waits until everything that is committed by now is known.
    void awaitLatest() {
        feed.awaitLatest();
    }

    /// The latest state of one object.
    Optional<Stored> latest(Resource resource, String namespace, String name) {
        ResourceCache cache = feed.cache(resource);
        String key = Keys.of(resource, namespace, name);
        feed.awaitLatest();
        return cache.get(key);
    }

    /// The latest state of one object, which must be there.
    Stored required(Resource resource, String namespace, String name) {
        return latest(resource, namespace, name).orElseThrow(() -> Sentences.notFound(resource, name));
    }

    /// The object as this process knows it, which may be a moment old.
    Optional<Stored> known(Resource resource, String namespace, String name) {
        return feed.cache(resource).get(Keys.of(resource, namespace, name));
    }

    Page list(Resource resource, String namespace, ListOptions options) {
        Selection selection = Selection.of(resource, namespace, options);
        String to = Keys.end(selection.prefix());
        if (!options.continued().isEmpty()) {
            ContinueToken token = ContinueToken.parse(options.continued());
            String from = selection.prefix() + token.after() + "\0";
            return page(following(resource, from, to, token), selection, options.limit());
        }
        return page(beginning(resource, selection.prefix(), to, options), selection, options.limit());
    }

    private ResourceCache.Snapshot beginning(Resource resource, String from, String to, ListOptions options) {
        ResourceCache cache = feed.cache(resource);
        if (options.resourceVersion().isEmpty()) {
            feed.awaitLatest();
            return cache.now(from, to);
        }
        long version = version(options.resourceVersion());
        feed.await(version, NOT_YET);
        return options.exact() && version > 0 ? at(resource, from, to, version) : cache.now(from, to);
    }

    private ResourceCache.Snapshot following(Resource resource, String from, String to, ContinueToken token) {
        if (token.revision() == ContinueToken.LATEST) {
            feed.awaitLatest();
            return feed.cache(resource).now(from, to);
        }
        feed.await(token.revision(), NOT_YET);
        try {
            return at(resource, from, to, token.revision());
        } catch (Fault fault) {
            if (fault.kind() == Fault.Kind.GONE) {
                throw Sentences.pageGone(new ContinueToken(ContinueToken.LATEST, token.after()).text());
            }
            throw fault;
        }
    }

    private ResourceCache.Snapshot at(Resource resource, String from, String to, long version) {
        return feed.cache(resource).at(from, to, version).orElseGet(() -> {
            List<Stored> objects = new ArrayList<>();
            store.range(from, to, 0, version).entries().forEach(entry -> objects.add(Stored.of(entry)));
            return new ResourceCache.Snapshot(objects, version);
        });
    }

    private static Page page(ResourceCache.Snapshot snapshot, Selection selection, int limit) {
        List<ObjectNode> items = new ArrayList<>();
        List<Stored> objects = snapshot.objects();
        String version = Long.toString(snapshot.revision());
        String last = "";
        for (int i = 0; i < objects.size(); i++) {
            Stored stored = objects.get(i);
            if (selection.chooses(stored.object())) {
                if (limit > 0 && items.size() == limit) {
                    String after = last.substring(selection.prefix().length());
                    String token = new ContinueToken(snapshot.revision(), after).text();
                    return new Page(items, version, token, selection.selective() ? -1 : objects.size() - i);
                }
                items.add(stored.copy());
                last = stored.key();
            }
        }
        return new Page(items, version, "", 0);
    }

    ObjectWatch watch(Resource resource, String namespace, ListOptions options) {
        Selection selection = Selection.of(resource, namespace, options);
        ResourceCache cache = feed.cache(resource);
        String from = options.resourceVersion();
        if (from.isEmpty()) {
            feed.awaitLatest();
        }
        long version = from.isEmpty() ? 0 : version(from);
        return cache.watch(selection, version == 0 ? -1 : version, options.bookmarks());
    }

    private static long version(String text) {
        try {
            long version = Long.parseLong(text);
            if (version >= 0) {
                return version;
            }
        } catch (NumberFormatException _) {
            throw Fault.invalid(
                    "resourceVersion: Invalid value: \"" + text + "\": it must be a number as the API gave it");
        }
        throw Fault.invalid("resourceVersion: Invalid value: \"" + text + "\": it must not be negative");
    }
}
