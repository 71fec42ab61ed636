package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.Mounts;
import naru.linux.OwnerMap;
import org.jspecify.annotations.Nullable;

/// Binds of one container with mapped owners: what its user writes belongs to the owner and the group of the folder on
/// the host, and what those have is its user's (docs/decisions/0040-mapped-owners.md). The runtime
/// binds from a mount of ours, which is there only while the container is being created.
///
/// @param folder in which they are mounted for the time
record MappedBinds(Path folder) {
    private static final Pattern WORD = Pattern.compile("idmap(?:=(\\d{1,9})(?:\\.(\\d{1,9}))?)?");

    /// Whether an option of a mount asks for this.
    static boolean isWord(String option) {
        return WORD.matcher(option).matches();
    }

    /// Where the runtime takes a bind from: the source itself, or a mount of it.
    Path prepare(Kept kept, MountPoint mount, Path rootfs) {
        Path source = Path.of(mount.source());
        @Nullable
        Matcher word = Stream.of(mount.mode().split(","))
                .map(WORD::matcher)
                .filter(Matcher::matches)
                .findFirst()
                .orElse(null);
        if (word == null) {
            return source;
        }
        try {
            OwnerMap map = map(source, user(kept, rootfs, word));
            return map.isNothing() ? source : mounted(map, mount, source);
        } catch (IOException e) {
            throw Fault.internal("cannot map the owners of " + source + ": " + e.getMessage(), e);
        }
    }

    private static Users user(Kept kept, Path rootfs, Matcher word) {
        if (word.group(1) == null) {
            return Users.resolve(
                    rootfs, kept.spec().config().user(), kept.spec().isolation().groupAdd());
        }
        String group = word.group(2) == null ? word.group(1) : word.group(2);
        return new Users(Integer.parseInt(word.group(1)), Integer.parseInt(group), List.of(), "");
    }

    private static OwnerMap map(Path source, Users user) throws IOException {
        Map<String, Object> owner = Files.readAttributes(source, "unix:uid,gid");
        return new OwnerMap(number(owner, "uid"), user.uid(), number(owner, "gid"), user.gid());
    }

    private static int number(Map<String, Object> attributes, String name) {
        return attributes.get(name) instanceof Integer number ? number : 0;
    }

    private Path mounted(OwnerMap map, MountPoint mount, Path source) throws IOException {
        Files.createDirectories(folder);
        Path target = folder.resolve(Integer.toString(count()));
        if (Files.isDirectory(source)) {
            Files.createDirectory(target);
        } else {
            Files.createFile(target);
        }
        try {
            map.mount(source, target, mount.recursive());
            return target;
        } catch (Errno e) {
            throw refused(e, source, mount);
        }
    }

    private static Fault refused(Errno e, Path source, MountPoint mount) throws IOException {
        String file = "invalid mount config for type \"bind\": idmap: ";
        String why = switch (e.number()) {
            case Errno.EINVAL ->
                "the file system of " + source + " ("
                        + Files.getFileStore(source).type() + ")"
                        + (mount.recursive() ? " or one mounted below it" : "") + " cannot map owners";
            case Errno.ENOSYS -> "this kernel cannot map owners: it is older than 5.12";
            default -> e.getMessage();
        };
        return new Fault(Fault.Kind.INVALID, file + why + ": leave idmap out, or choose another folder", e);
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
