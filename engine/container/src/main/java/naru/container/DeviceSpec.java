package naru.container;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Stat;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// Device files of a container and what may be done with which device: `linux.devices` and `linux.resources.devices` of
/// config.json.
final class DeviceSpec {
    /// null, full, zero, random, urandom, tty, console, pts, ptmx: major and minor, -1 for any.
    private static final int[][] ALLOWED = {{1, 3}, {1, 7}, {1, 5}, {1, 8}, {1, 9}, {5, 0}, {5, 1}, {5, 2}, {136, -1}};
    private static final Pattern RULE = Pattern.compile("([acb]) ([0-9]{1,9}|\\*):([0-9]{1,9}|\\*) ([rwm]{1,3})");
    /// What every container has anyway, or has of its own.
    private static final Set<String> OWN = Set.of(
            "console",
            "fd",
            "full",
            "mqueue",
            "null",
            "ptmx",
            "pts",
            "random",
            "shm",
            "stderr",
            "stdin",
            "stdout",
            "tty",
            "urandom",
            "zero",
            ".lxc",
            ".lxd-mounts",
            ".udev");

    private final ArrayNode files;
    private final ArrayNode rules;

    private DeviceSpec(ArrayNode files, ArrayNode rules) {
        this.files = files;
        this.rules = rules;
    }

    static void write(ContainerSpec spec, ObjectNode linux, ObjectNode resources) {
        DeviceSpec devices = new DeviceSpec(linux.putArray("devices"), resources.putArray("devices"));
        if (spec.isolation().privileged()) {
            devices.rules.addObject().put("allow", true).put("access", "rwm");
            devices.all();
        } else {
            devices.usual();
        }
        for (Resources.Device device : spec.resources().devices()) {
            devices.asked(device, !spec.isolation().privileged());
        }
        spec.resources().deviceCgroupRules().forEach(devices::rule);
    }

    private void usual() {
        rules.addObject().put("allow", false).put("access", "rwm");
        rules.addObject().put("allow", true).put("type", "c").put("access", "m");
        rules.addObject().put("allow", true).put("type", "b").put("access", "m");
        for (int[] device : ALLOWED) {
            allow("c", device[0], device[1], "rwm");
        }
    }

    private void allow(String type, int major, int minor, String access) {
        ObjectNode rule = rules.addObject().put("allow", true).put("type", type);
        if (major >= 0) {
            rule.put("major", major);
        }
        if (minor >= 0) {
            rule.put("minor", minor);
        }
        rule.put("access", access);
    }

    /// A rule as `--device-cgroup-rule` writes it, such as `c 1:3 mr`.
    private void rule(String text) {
        Matcher rule = matching(text);
        allow(rule.group(1), number(rule.group(2)), number(rule.group(3)), rule.group(4));
    }

    /// INVALID for a rule that is none.
    static Matcher matching(String text) {
        Matcher rule = RULE.matcher(text);
        if (!rule.matches()) {
            throw Fault.invalid("invalid device cgroup rule format: '" + text + "'");
        }
        return rule;
    }

    private static int number(String text) {
        return text.equals("*") ? -1 : Integer.parseInt(text);
    }

    /// A device of the host, or all in a folder of the host.
    private void asked(Resources.Device device, boolean restricted) {
        Path host = Path.of(device.pathOnHost());
        String target = device.pathInContainer().isEmpty() ? device.pathOnHost() : device.pathInContainer();
        if (!Files.isDirectory(host)) {
            add(host, target, restricted ? device.permissions() : "");
            return;
        }
        for (Path file : below(host)) {
            add(file, target + "/" + host.relativize(file), restricted ? device.permissions() : "");
        }
    }

    /// Every device of the host, as a privileged container has them.
    private void all() {
        for (Path file : below(Path.of("/dev"))) {
            add(file, file.toString(), "");
        }
    }

    private static Set<Path> below(Path folder) {
        Set<Path> found = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                boolean own = folder.equals(Path.of("/dev")) && OWN.contains(String.valueOf(entry.getFileName()));
                if (own || Files.isSymbolicLink(entry)) {
                    continue;
                }
                if (Files.isDirectory(entry)) {
                    found.addAll(below(entry));
                } else if (!Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS) && isDevice(entry)) {
                    found.add(entry);
                }
            }
        } catch (IOException e) {
            throw Fault.invalid("error gathering device information in " + folder + ": " + e.getMessage());
        }
        return found;
    }

    private static boolean isDevice(Path path) {
        try (InRoot root = InRoot.open(Path.of("/"))) {
            Stat.Type type = root.stat(path.toString()).type();
            return type == Stat.Type.CHARACTER || type == Stat.Type.BLOCK;
        } catch (Errno e) {
            return false; // it went while we looked
        }
    }

    private void add(Path host, String target, String access) {
        try (InRoot root = InRoot.open(Path.of("/"))) {
            Stat stat = root.stat(root.resolve(host.toString()));
            if (stat.type() != Stat.Type.CHARACTER && stat.type() != Stat.Type.BLOCK) {
                throw Fault.invalid("error gathering device information while adding custom device \"" + host
                        + "\": not a device node");
            }
            String type = stat.type() == Stat.Type.BLOCK ? "b" : "c";
            int major = (int) (stat.rdev() >>> 32);
            int minor = (int) stat.rdev();
            files.addObject()
                    .put("path", target)
                    .put("type", type)
                    .put("major", major)
                    .put("minor", minor)
                    .put("fileMode", stat.permissions())
                    .put("uid", stat.uid())
                    .put("gid", stat.gid());
            if (!access.isEmpty()) {
                allow(type, major, minor, access);
            }
        } catch (Errno e) {
            throw new Fault(
                    Fault.Kind.INVALID,
                    "error gathering device information while adding custom device \"" + host
                            + "\": no such file or directory",
                    e);
        }
    }
}
