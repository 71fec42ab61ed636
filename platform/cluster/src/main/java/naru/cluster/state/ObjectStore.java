package naru.cluster.state;

import java.time.Duration;
import java.time.InstantSource;
import naru.cluster.object.DeleteOptions;
import naru.cluster.object.ListOptions;
import naru.cluster.object.ObjectWatch;
import naru.cluster.object.Objects;
import naru.cluster.object.Page;
import naru.cluster.object.Patch;
import naru.cluster.object.Resource;
import naru.cluster.object.WriteOptions;
import naru.store.kv.KeyValues;
import tools.jackson.databind.node.ObjectNode;

/// The cluster's objects over a store: defaults, rules, versions and all. Reads come from memory; what was written is
/// seen by every read that begins afterwards, also when another server on the same store wrote it.
///
/// Safe for use by many threads. Several may be open on one store. Closing ends open watches and leaves the store
/// open.
public final class ObjectStore implements Objects, AutoCloseable {
    private final KeyValues store;
    private final Settings settings;
    private final Feed feed;
    private final Reads reads;
    private final Creation creation;
    private final Updates updates;
    private final Deletion deletion;

    /// How an object store is set up.
    ///
    /// @param services the network that services get addresses from
    /// @param bookmarkEvery how often a quiet watch tells how far it has come
    /// @param clock for what is written into objects
    public record Settings(ServiceNetwork services, Duration bookmarkEvery, InstantSource clock) {
        /// As Naru runs if nothing else is said.
        public static final Settings DEFAULT =
                new Settings(ServiceNetwork.DEFAULT, Duration.ofMinutes(1), InstantSource.system());
    }

    /// Reads all objects into memory and follows their changes.
    public ObjectStore(KeyValues store, Settings settings) {
        this(store, settings, new Feed(store, settings.bookmarkEvery()));
    }

    private ObjectStore(KeyValues store, Settings settings, Feed feed) {
        this.store = store;
        this.settings = settings;
        this.feed = feed;
        this.reads = new Reads(store, feed);
        Preparation preparation = new Preparation(settings.clock());
        Addresses addresses = new Addresses(feed, settings.services());
        this.creation = new Creation(store, reads, preparation, addresses);
        this.updates = new Updates(store, reads, preparation, addresses, creation);
        this.deletion = new Deletion(store, reads, preparation, addresses);
    }

    /// The same objects, written through another view of the same store. It ends with this one.
    public Objects through(KeyValues view) {
        return view.equals(store) ? this : new ObjectStore(view, settings, feed);
    }

    @Override
    public ObjectNode get(Resource resource, String namespace, String name) {
        return reads.required(resource, namespace, name).copy();
    }

    @Override
    public Page list(Resource resource, String namespace, ListOptions options) {
        return reads.list(resource, namespace, options);
    }

    @Override
    public ObjectWatch watch(Resource resource, String namespace, ListOptions options) {
        return reads.watch(resource, namespace, options);
    }

    @Override
    public ObjectNode create(Resource resource, String namespace, ObjectNode object, WriteOptions options) {
        return creation.create(resource, namespace, object, options, false);
    }

    @Override
    public ObjectNode update(
            Resource resource,
            String namespace,
            String name,
            String subresource,
            ObjectNode object,
            WriteOptions options) {
        return updates.update(target(resource, namespace, name, subresource), object, options);
    }

    @Override
    public ObjectNode patch(
            Resource resource, String namespace, String name, String subresource, Patch patch, WriteOptions options) {
        return updates.patch(target(resource, namespace, name, subresource), patch, options);
    }

    @Override
    public ObjectNode delete(Resource resource, String namespace, String name, DeleteOptions options) {
        return deletion.delete(resource, namespace, name, options);
    }

    private static Updates.Target target(Resource resource, String namespace, String name, String subresource) {
        return new Updates.Target(resource, namespace, name, Subresource.of(resource, subresource));
    }

    @Override
    public void close() {
        feed.close();
    }
}
