package naru.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Mounts;
import naru.linux.Stat;

/// The file system under the image `naru/host`: the host's own, read-only, with other people's files masked.
///
/// It is an overlay of a mask (in memory, on a file system of its own, because overlayfs refuses layers that lie
/// inside each other) over `/`. Only the root file system is seen, not what is mounted on it. Masked are the
/// folders that hold people's files and secrets, single files such as `/etc/shadow`, and whatever under `/etc`,
/// `/usr/local/etc` and `/opt` not everybody may read; the rest of `/opt` is seen, because tools live there. Safe
/// for use by many threads.
public final class HostRoot {
    private static final int CHARACTER_DEVICE = 0020000;
    private static final int DEPTH = 8;
    private static final byte[] YES = "y".getBytes(StandardCharsets.UTF_8);

    /// Folders that are seen empty.
    private static final List<String> EMPTIED = List.of(
            "root",
            "home",
            "srv",
            "mnt",
            "media",
            "boot",
            "run",
            "tmp",
            "var/tmp",
            "var/log",
            "var/spool",
            "var/backups",
            "var/mail",
            "etc/ssh",
            "etc/naru",
            "etc/docker",
            "etc/kubernetes",
            "etc/NetworkManager",
            "etc/wireguard",
            "etc/openvpn",
            "etc/letsencrypt",
            "etc/ssl/private",
            "etc/sudoers.d",
            "etc/ppp",
            "etc/apt/auth.conf.d",
            "etc/netplan",
            "etc/cloud",
            "var/www",
            "lost+found");

    /// Folders under /var/lib that programs need; the rest of it is not seen.
    private static final List<String> KEPT_STATE = List.of("dpkg", "ca-certificates-java");

    /// Files that are not seen.
    private static final List<String> HIDDEN = List.of(
            "etc/shadow",
            "etc/apt/auth.conf",
            "etc/shadow-",
            "etc/gshadow",
            "etc/gshadow-",
            "etc/sudoers",
            "etc/krb5.keytab",
            "etc/machine-id",
            "etc/hostname",
            "etc/resolv.conf",
            "etc/fstab",
            "etc/crypttab",
            "etc/security/opasswd");

    /// Top folders of a Debian root; others (a company's own) are not seen.
    private static final List<String> SYSTEM = List.of(
            "bin",
            "boot",
            "dev",
            "etc",
            "home",
            "lib",
            "lib32",
            "lib64",
            "libx32",
            "lost+found",
            "media",
            "mnt",
            "opt",
            "proc",
            "root",
            "run",
            "sbin",
            "srv",
            "sys",
            "tmp",
            "usr",
            "var");

    private final Path folder;
    private final String diffId;
    private final Path dataFolder;

    /// Prepares the host's root under a run-time folder; nothing is mounted before it is asked for.
    ///
    /// @param folder where the mask and the result are mounted
    /// @param diffId the id of the layer that stands for the host; nobody outside this instance can know it
    /// @param dataFolder this instance's own data, never seen
    public HostRoot(Path folder, String diffId, Path dataFolder) {
        this.folder = folder;
        this.diffId = diffId;
        this.dataFolder = dataFolder;
    }

    /// The id of the layer that stands for the host.
    public String diffId() {
        return diffId;
    }

    /// Whether a layer is the host.
    public boolean isHost(String layer) {
        return diffId.equals(layer);
    }

    /// Mounts the host's root, if it is not mounted, and answers where.
    public synchronized Path mount() {
        Path root = folder.resolve("root");
        try {
            Files.createDirectories(folder.resolve("mask"));
            Files.createDirectories(root);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
        if (!Mounts.isMountPoint(root)) {
            Mounts.detach(folder.resolve("mask"));
            Mounts.mount(
                    "tmpfs", folder.resolve("mask"), "tmpfs", Mounts.MS_NOSUID | Mounts.MS_NODEV, "mode=0755,size=4m");
            try {
                writeMask(folder.resolve("mask"));
                Mounts.mount("overlay", root, "overlay", Mounts.MS_RDONLY, "lowerdir=" + folder.resolve("mask") + ":/");
            } catch (Errno | Fault e) {
                Mounts.detach(folder.resolve("mask"));
                throw Fault.unavailable("naru/host cannot be used on this machine: " + e.getMessage(), e);
            }
        }
        return root;
    }

    /// Unmounts the host's root; containers that use it keep it.
    public synchronized void unmount() {
        Mounts.detach(folder.resolve("root"));
        Mounts.detach(folder.resolve("mask"));
    }

    private void writeMask(Path mask) {
        try (InRoot in = InRoot.open(mask);
                InRoot real = InRoot.open(Path.of("/"))) {
            for (String name : real.list("/")) {
                if (!SYSTEM.contains(name)) {
                    in.mknod(name, CHARACTER_DEVICE, 0);
                }
            }
            EMPTIED.forEach(path -> empty(in, real, path));
            HIDDEN.forEach(path -> hide(in, real, path));
            keepOnly(in, real, "var/lib", KEPT_STATE);
            hidePrivate(in, real, "etc", DEPTH);
            hidePrivate(in, real, "usr/local/etc", DEPTH);
            hidePrivate(in, real, "opt", 2);
            hide(in, real, dataFolder.toString().substring(1));
        }
    }

    private static void empty(InRoot mask, InRoot real, String path) {
        if (real.find(path).isPresent() && real.stat(path).isDirectory() && prepareParents(mask, real, path)) {
            mask.mkdir(path, 0755);
            mask.chmod(path, real.stat(path).permissions());
            mask.setXattr(path, "trusted.overlay.opaque", YES);
        }
    }

    private static void hide(InRoot mask, InRoot real, String path) {
        if (real.find(path).isPresent()
                && prepareParents(mask, real, path)
                && mask.find(path).isEmpty()) {
            mask.mknod(path, CHARACTER_DEVICE, 0);
        }
    }

    /// What not everybody may read is somebody's secret: a container's root could read it.
    private static void hidePrivate(InRoot mask, InRoot real, String directory, int depth) {
        if (depth == 0 || real.find(directory).isEmpty()) {
            return;
        }
        long device = real.stat("/").device();
        for (String name : real.list(directory)) {
            String path = directory + "/" + name;
            Optional<Stat> stat = real.find(path);
            if (stat.isEmpty() || stat.get().device() != device || stat.get().type() == Stat.Type.SYMLINK) {
                continue; // gone meanwhile, not seen anyway, or judged where it leads
            }
            boolean open = (stat.get().permissions() & 04) != 0;
            if (!open && mask.find(path).isEmpty()) {
                hide(mask, real, path);
            } else if (open && stat.get().isDirectory()) {
                hidePrivate(mask, real, path, depth - 1);
            }
        }
    }

    private static void keepOnly(InRoot mask, InRoot real, String directory, List<String> kept) {
        if (real.find(directory).isEmpty()) {
            return;
        }
        for (String name : real.list(directory)) {
            if (!kept.contains(name)) {
                hide(mask, real, directory + "/" + name);
            }
        }
    }

    /// Makes a path's parents in the mask as they are in reality; false if the mask hides one of them already.
    private static boolean prepareParents(InRoot mask, InRoot real, String path) {
        int slash = path.lastIndexOf('/');
        if (slash < 0) {
            return true;
        }
        String parent = path.substring(0, slash);
        if (!prepareParents(mask, real, parent)) {
            return false;
        }
        if (mask.find(parent).isEmpty()) {
            mask.mkdir(parent, 0755);
            mask.chmod(parent, real.stat(parent).permissions());
            return true;
        }
        return mask.stat(parent).isDirectory() && !mask.xattrs(parent).containsKey("trusted.overlay.opaque");
    }
}
