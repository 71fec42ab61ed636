package naru.node.pod.volume;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.base.Instance;
import naru.cluster.object.Objects;
import naru.linux.InRoot;
import naru.linux.Mounts;
import naru.node.pod.spec.Doc;
import naru.node.pod.spec.Pod;
import naru.node.pod.spec.Quantity;
import naru.node.pod.spec.Surroundings;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The volumes of the pods of this node. What pods write is under DATA/pods/UID, what comes from the cluster (Secrets
/// too) under RUN/pods/UID, which is memory on most machines. Safe for use by many threads; calls about one pod are
/// made one after the other.
public final class PodVolumes implements AutoCloseable {
    private static final int OPEN = 0777;
    private static final int SHARED = 02775;

    private final Path data;
    private final Path run;
    private final Sources sources;
    private final Following following;

    /// Volumes under an instance's folders.
    ///
    /// @param tokens issues tokens of service accounts; null for none
    public PodVolumes(Instance instance, Objects objects, @Nullable Tokens tokens) {
        data = instance.data().resolve("pods");
        run = instance.run().resolve("pods");
        sources = new Sources(objects, tokens);
        following = new Following(objects);
    }

    /// Makes a pod's volumes, or brings them up to date, and answers their folders by name; tells of changes of what
    /// they come from. NOT_FOUND for a ConfigMap or Secret that is not there, NOT_IMPLEMENTED for other kinds.
    public Map<String, Path> prepare(Pod pod, Surroundings where, Runnable changed) {
        Map<String, Path> folders = new HashMap<>();
        for (JsonNode volume : Doc.each(pod.spec(), "volumes")) {
            String name = Doc.text(volume, "name");
            try {
                folders.put(name, one(pod, volume, where));
            } catch (IOException e) {
                throw Fault.internal("cannot make volume " + name + ": " + e.getMessage(), e);
            } catch (Fault e) {
                throw new Fault(e.kind(), "MountVolume.SetUp failed for volume \"" + name + "\" : " + e.sentence(), e);
            }
        }
        following.follow(pod.uid(), Sources.references(pod), changed);
        return folders;
    }

    private Path one(Pod pod, JsonNode volume, Surroundings where) throws IOException {
        String name = Doc.text(volume, "name");
        if (volume.path("hostPath").isObject()) {
            return HostPaths.of(volume.path("hostPath"));
        }
        int group = (int) Doc.number(pod.spec(), -1, "securityContext", "fsGroup");
        if (volume.path("emptyDir").isObject()) {
            return empty(data.resolve(pod.uid()).resolve("volumes").resolve(name), volume.path("emptyDir"), group);
        }
        for (String kind : List.of("configMap", "secret", "downwardAPI", "projected")) {
            if (volume.path(kind).isObject()) {
                Path folder = run.resolve(pod.uid()).resolve("volumes").resolve(name);
                new AtomicFolder(folder, group).write(sources.of(pod, volume, where));
                return folder;
            }
        }
        List<String> kinds = new ArrayList<>(volume.propertyNames());
        kinds.remove("name");
        throw Fault.notImplemented("volumes of kind " + String.join(", ", kinds) + " are not available");
    }

    private static Path empty(Path folder, JsonNode source, int group) throws IOException {
        if (!Files.exists(folder)) {
            Files.createDirectories(folder);
        }
        boolean memory = Doc.text(source, "medium").equals("Memory");
        if (memory && !Mounts.isMountPoint(folder)) {
            long size = Quantity.units(Doc.text(source, "sizeLimit"));
            String options = "mode=0777" + (size > 0 ? ",size=" + size : "");
            Mounts.mount("tmpfs", folder, "tmpfs", Mounts.MS_NOSUID | Mounts.MS_NODEV, options);
        }
        if (group >= 0) {
            Files.setAttribute(folder, "unix:gid", group);
        }
        Files.setAttribute(folder, "unix:mode", group >= 0 ? SHARED | OPEN : OPEN);
        return folder;
    }

    /// A part of a volume, as a path that a container can be given: what is at `subPath` in it, links followed inside
    /// the volume only, made as a folder if nothing is there.
    ///
    /// @param slot names the mount among those of the pod
    public Path part(Pod pod, Path volume, String subPath, String slot) {
        Path target = run.resolve(pod.uid()).resolve("parts").resolve(slot);
        try (InRoot root = InRoot.open(volume)) {
            makeFolders(root, subPath);
            boolean folder = Files.isDirectory(Path.of(volume + root.resolve(subPath)));
            unmount(target);
            Files.createDirectories(folder ? target : target.getParent());
            if (!folder && !Files.exists(target)) {
                Files.createFile(target);
            }
            root.bind(subPath, target);
            return target;
        } catch (IOException e) {
            throw Fault.internal("cannot mount subPath " + subPath + ": " + e.getMessage(), e);
        }
    }

    private static void makeFolders(InRoot root, String subPath) {
        StringBuilder path = new StringBuilder();
        for (String name : subPath.split("/")) {
            if (name.equals("..")) {
                throw Fault.invalid("subPath must not contain ..: " + subPath);
            }
            path.append(name);
            if (root.find(path.toString()).isEmpty()) {
                root.mkdir(path.toString(), OPEN);
                root.chmod(path.toString(), OPEN);
            }
            path.append('/');
        }
    }

    /// The file in which a run of a container may say what it died of; it is made empty.
    public Path message(Pod pod, String container, int run) {
        Path file = messageOf(pod.uid(), container, run);
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, new byte[0]);
            Files.setAttribute(file, "unix:mode", 0666);
            return file;
        } catch (IOException e) {
            throw Fault.internal("cannot make a termination message file: " + e.getMessage(), e);
        }
    }

    /// What a run said of its end, at most so many bytes; empty if nothing.
    public String lastWords(String uid, String container, int run, int bytes) {
        try (var file = Files.newInputStream(messageOf(uid, container, run))) {
            return new String(file.readNBytes(bytes), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            return ""; // it never had one
        }
    }

    private Path messageOf(String uid, String container, int run) {
        return data.resolve(uid).resolve("messages").resolve(container + "-" + run);
    }

    /// Takes away everything that a pod had; of no effect if it had nothing.
    public void remove(String uid) {
        following.forget(uid);
        sources.forget(uid);
        unmount(uid);
        delete(data, uid);
        delete(run, uid);
    }

    /// Takes away what a pod has mounted and what it has of the cluster; what it wrote stays.
    public void suspend(String uid) {
        following.forget(uid);
        sources.forget(uid);
        unmount(uid);
        delete(run, uid);
    }

    private void unmount(String uid) {
        for (Path base : List.of(data, run)) {
            for (String mounted : List.of("volumes", "parts")) {
                unmountAll(base.resolve(uid).resolve(mounted));
            }
        }
    }

    private static void delete(Path base, String uid) {
        if (Files.isDirectory(base)) {
            try (InRoot root = InRoot.open(base)) {
                root.delete(uid);
            }
        }
    }

    private static void unmountAll(Path folder) {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.list(folder)) {
                all.toList().forEach(PodVolumes::unmount);
            } catch (IOException e) {
                throw Fault.internal("cannot look into " + folder + ": " + e.getMessage(), e);
            }
        }
    }

    private static void unmount(Path path) {
        boolean more = true;
        while (more) {
            more = Mounts.detach(path);
        }
    }

    /// The uids of pods that have something here.
    public Set<String> present() {
        Set<String> all = new TreeSet<>();
        for (Path base : List.of(data, run)) {
            if (Files.isDirectory(base)) {
                try (Stream<Path> pods = Files.list(base)) {
                    pods.forEach(pod -> all.add(String.valueOf(pod.getFileName())));
                } catch (IOException e) {
                    throw Fault.internal("cannot look into " + base + ": " + e.getMessage(), e);
                }
            }
        }
        return all;
    }

    /// Follows nothing any more; what is on disk stays.
    @Override
    public void close() {
        following.close();
    }
}
