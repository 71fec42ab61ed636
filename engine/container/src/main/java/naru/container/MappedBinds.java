package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Mounts;
import naru.linux.OwnerMap;
import naru.linux.UserNamespace;
import org.jspecify.annotations.Nullable;

/// Binds and volumes of one container with mapped owners: what its user writes belongs to the owner and
/// the group of the folder on the host, and what those have is its user's
/// (docs/decisions/0040-mapped-owners.md). The runtime binds from a mount of ours, which is there only
/// while the container is being created.
///
/// A container with users of its own has its volumes so too, and the folders of the engine: all of its users are theirs
/// (docs/decisions/0046-other-users.md).
///
/// A part of a volume is bound in the same way, since others may write to the volume.
///
/// @param folder in which they are mounted for the time
/// @param data where folders are the engine's
/// @param users the container's own, if it has any
record MappedBinds(Path folder, Path data, Optional<UserNamespaces.Inside> users) {
    private static final Pattern WORD = Pattern.compile("idmap(?:=(\\d{1,9})(?:\\.(\\d{1,9}))?)?");

    /// Whether an option of a mount asks for this.
    static boolean isWord(String option) {
        return WORD.matcher(option).matches();
    }

    /// Where the runtime takes a bind from: the source itself, or a mount of it.
    Path prepare(Kept kept, MountPoint mount, Path rootfs) {
        Path source = Path.of(mount.source());
        Matcher word = word(mount);
        if (word == null) {
            return source.startsWith(data) ? ours(source, mount) : source;
        }
        return asked(kept, mount, source, rootfs, word);
    }

    /// Where the runtime takes a volume from, or what is there of it: itself, or a mount of it.
    Path volume(Kept kept, MountPoint mount, Path source, Path rootfs) {
        Matcher word = word(mount);
        if (word == null) {
            return own(source, mount);
        }
        if (users.isPresent()) {
            throw Fault.invalid("invalid mount config for type \"volume\": idmap: volumes belong to the container's own"
                    + " users, all of them: leave idmap out, or run the container with --userns=host");
        }
        return asked(kept, mount, source, rootfs, word);
    }

    private static @Nullable Matcher word(MountPoint mount) {
        return Stream.of(mount.mode().split(","))
                .map(WORD::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .orElse(null);
    }

    private Path asked(Kept kept, MountPoint mount, Path source, Path rootfs, Matcher word) {
        try {
            OwnerMap map = map(source, user(kept, rootfs, word));
            return map.isNothing()
                    ? source
                    : mounted(mount, source, target -> map.mount(source, target, mount.recursive()));
        } catch (IOException e) {
            throw cannot(source, e);
        }
    }

    /// A folder of the engine; what is only read may be on a file system that cannot map owners, as other stages of a
    /// build are.
    private Path ours(Path source, MountPoint mount) {
        try {
            return own(source, mount);
        } catch (Fault e) {
            if (mount.writable() || e.kind() != Fault.Kind.INVALID) {
                throw e;
            }
            return source;
        }
    }

    /// Where the runtime takes a folder of the engine from: itself, or a mount of it that belongs to the container's
    /// own users.
    Path own(Path source, MountPoint mount) {
        if (users.isEmpty()) {
            return source;
        }
        try (UserNamespace namespace = UserNamespace.open(users.get().file())) {
            return mounted(mount, source, target -> namespace.mount(source, target, true));
        } catch (IOException e) {
            throw cannot(source, e);
        }
    }

    /// Where the runtime takes a path in a volume from: a mount of what is there now, with links resolved
    /// inside the volume. The path is not looked up again: another container that has the volume could
    /// have put a link to the host's files in its place meanwhile (CVE-2021-30465). An [Errno] if there
    /// is nothing.
    Path inside(Path volume, MountPoint mount) {
        try (InRoot root = InRoot.open(volume)) {
            String path = root.resolve("/" + mount.subpath());
            Path target = place(root.stat(path).isDirectory());
            root.bind(path, target);
            return target;
        } catch (IOException e) {
            throw cannot(volume, e);
        }
    }

    private static Fault cannot(Path source, IOException e) {
        return Fault.internal("cannot map the owners of " + source + ": " + e.getMessage(), e);
    }

    private static Users user(Kept kept, Path rootfs, Matcher word) {
        if (word.group(1) == null) {
            return Users.resolve(
                    rootfs, kept.spec().config().user(), kept.spec().isolation().groupAdd());
        }
        String group = word.group(2) == null ? word.group(1) : word.group(2);
        return new Users(Integer.parseInt(word.group(1)), Integer.parseInt(group), List.of(), "");
    }

    private OwnerMap map(Path source, Users user) throws IOException {
        Map<String, Object> owner = Files.readAttributes(source, "unix:uid,gid");
        int uid = users.map(inside -> inside.map().outsideUid(user.uid())).orElse(user.uid());
        int gid = users.map(inside -> inside.map().outsideGid(user.gid())).orElse(user.gid());
        return new OwnerMap(number(owner, "uid"), uid, number(owner, "gid"), gid);
    }

    private static int number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Integer number ? number : 0;
    }

    private Path mounted(MountPoint mount, Path source, Consumer<Path> mapping) throws IOException {
        Path target = place(Files.isDirectory(source));
        try {
            mapping.accept(target);
            return target;
        } catch (Errno e) {
            throw refused(e, source, mount);
        }
    }

    private static Fault refused(Errno e, Path source, MountPoint mount) throws IOException {
        boolean asked = mount.mode().contains("idmap");
        String file = "invalid mount config for type \"" + mount.type().name().toLowerCase(Locale.ROOT) + "\": "
                + (asked ? "idmap: " : "");
        String otherwise =
                asked ? ": leave idmap out, or choose another folder" : ": run the container with --userns=host";
        String why = switch (e.number()) {
            case Errno.EINVAL ->
                "the file system of " + source + " ("
                        + Files.getFileStore(source).type() + ")"
                        + (mount.recursive() ? " or one mounted below it" : "") + " cannot map owners";
            case Errno.ENOSYS -> "this kernel cannot map owners: it is older than 5.12";
            default -> e.getMessage();
        };
        return new Fault(Fault.Kind.INVALID, file + why + otherwise, e);
    }

    private Path place(boolean forFolder) throws IOException {
        Files.createDirectories(folder);
        Path target = folder.resolve(Integer.toString(count()));
        return forFolder ? Files.createDirectory(target) : Files.createFile(target);
    }

    private int count() throws IOException {
        try (Stream<Path> there = Files.list(folder)) {
            return (int) there.count();
        }
    }

    /// Takes the mounts away; a container that has been created keeps what it has of them.
    void clear() {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> there = Files.list(folder)) {
            there.forEach(Mounts::detach);
        } catch (IOException e) {
            throw Fault.internal("cannot clear " + folder + ": " + e.getMessage(), e);
        }
        Runner.deleteTree(folder);
    }
}
