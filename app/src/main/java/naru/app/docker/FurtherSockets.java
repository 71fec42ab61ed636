package naru.app.docker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import naru.base.Fault;
import naru.docker.Access;
import naru.docker.Audited;
import naru.docker.DockerApi;
import naru.docker.Services;
import naru.http.HttpServer;
import naru.http.Listener;
import naru.store.Documents;
import naru.store.Records;

/// Further sockets of the Docker API, in RUN/sockets/NAME.sock, each with what may be done there. They
/// are on record and listen again after a start. Safe for use by many threads.
final class FurtherSockets implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("naru.app");
    private static final String COLLECTION = "docker-socket";
    private static final int MOST_PATH = 107;

    private final Documents documents;
    private final Records<Kept> records;
    private final Path folder;
    private final Services services;
    private final Consumer<Audited> log;
    private final Map<String, HttpServer> open = new ConcurrentHashMap<>();

    /// A socket as it is on record.
    ///
    /// @param name of it
    /// @param label of the scope, or empty for a read-only one
    /// @param value of the label
    record Kept(String name, String label, String value) {
        Kept {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(label, "label");
            Objects.requireNonNull(value, "value");
        }
    }

    /// A socket as people see it.
    record Shown(String name, String role, String path) {}

    FurtherSockets(Documents documents, Path run, Services services, Consumer<Audited> log) {
        this.documents = documents;
        this.records = new Records<>(documents, COLLECTION, Kept.class, "'naru socket rm KEY' takes it away");
        this.folder = run.resolve("sockets");
        this.services = services;
        this.log = log;
    }

    /// Listens at all that are on record; one that cannot is said in the daemon's log.
    void begin() {
        for (Kept kept : records.all().values().values()) {
            try {
                listen(kept);
            } catch (Fault e) {
                LOG.log(System.Logger.Level.WARNING, "socket {0}: {1}", kept.name(), e.sentence());
            }
        }
    }

    /// Makes a socket; CONFLICT for a name in use.
    ///
    /// @param scope `LABEL=VALUE`, or empty for a read-only one
    synchronized Shown create(String name, String scope) {
        if (!name.matches("[a-zA-Z0-9][a-zA-Z0-9_.-]{0,62}")) {
            throw Fault.invalid("'" + name + "' is no name of a socket: letters, digits, _ . -");
        }
        if (documents.get(COLLECTION, name).isPresent()) {
            throw Fault.conflict("there is a socket " + name + " already");
        }
        int equals = scope.indexOf('=');
        if (!scope.isEmpty() && (equals < 1 || equals == scope.length() - 1)) {
            throw Fault.invalid("'" + scope + "' is no scope: write LABEL=VALUE");
        }
        Kept kept = scope.isEmpty()
                ? new Kept(name, "", "")
                : new Kept(name, scope.substring(0, equals), scope.substring(equals + 1));
        listen(kept);
        records.put(name, kept);
        return shown(kept);
    }

    List<Shown> list() {
        return records.all().values().values().stream().map(this::shown).toList();
    }

    /// Takes a socket away and ends its connections.
    synchronized void remove(String name) {
        if (documents.get(COLLECTION, name).isEmpty()) {
            throw Fault.notFound("there is no socket " + name);
        }
        records.delete(name);
        Optional.ofNullable(open.remove(name)).ifPresent(HttpServer::close);
    }

    private Path path(String name) {
        return folder.resolve(name + ".sock");
    }

    private Shown shown(Kept kept) {
        String role = kept.label().isEmpty() ? "read-only" : kept.label() + "=" + kept.value();
        return new Shown(kept.name(), role, path(kept.name()).toString());
    }

    private void listen(Kept kept) {
        Path path = path(kept.name());
        if (path.toString().length() > MOST_PATH) {
            throw Fault.invalid("the path of a socket is longer than " + MOST_PATH + " bytes: " + path);
        }
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw Fault.internal("cannot make " + folder + ": " + e.getMessage(), e);
        }
        Access access =
                kept.label().isEmpty() ? new Access.ReadOnly() : new Access.Scoped(kept.label(), kept.value(), path);
        String name = "socket " + kept.name();
        HttpServer server = new HttpServer();
        server.listen(Listener.unix(name, path, DockerApi.audited(services, access, name, log), DockerApi.failures()));
        open.put(kept.name(), server);
    }

    @Override
    public void close() {
        open.values().forEach(HttpServer::close);
        open.clear();
    }
}
