package naru.container;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import naru.base.Fault;
import naru.linux.Errno;
import naru.linux.InRoot;

/// Who a process is, by the passwd and group files of its image: read inside the image's root, regular files only, and
/// not further than a megabyte (CVE-2024-9676).
///
/// @param uid user number
/// @param gid group number
/// @param groups further groups
/// @param home the folder that passwd gives the number, or `/`
record Users(int uid, int gid, List<Integer> groups, String home) {
    private static final int MAX_FILE = 1 << 20;

    /// Resolves `user[:group]` by name or number and the names of further groups; INVALID in Docker's words.
    static Users resolve(Path rootfs, String user, List<String> groupAdd) {
        String[] parts = user.split(":", 2);
        String who = parts[0].isEmpty() ? "0" : parts[0];
        try (InRoot root = InRoot.open(rootfs)) {
            List<String[]> passwd = read(root, "/etc/passwd", 7);
            List<String[]> group = read(root, "/etc/group", 4);
            String[] entry = find(passwd, who);
            if (entry == null && !isNumber(who)) {
                throw Fault.invalid("unable to find user " + who + ": no matching entries in passwd file");
            }
            int uid = entry == null ? number(who) : number(entry[2]);
            int gid = entry == null ? 0 : number(entry[3]);
            Set<Integer> groups = new TreeSet<>();
            if (parts.length > 1 && !parts[1].isEmpty()) {
                gid = gid(group, parts[1]);
            } else if (entry != null) {
                memberships(group, entry[0], groups);
            }
            for (String more : groupAdd) {
                groups.add(gid(group, more));
            }
            groups.add(gid);
            return new Users(uid, gid, List.copyOf(groups), home(passwd, uid));
        }
    }

    private static String home(List<String[]> passwd, int uid) {
        return passwd.stream()
                .filter(line -> number(line[2]) == uid && !line[5].isEmpty())
                .map(line -> line[5])
                .findFirst()
                .orElse("/");
    }

    private static void memberships(List<String[]> group, String name, Set<Integer> groups) {
        for (String[] line : group) {
            if (List.of(line[3].split(",")).contains(name)) {
                groups.add(number(line[2]));
            }
        }
    }

    private static int gid(List<String[]> group, String name) {
        String[] entry = find(group, name);
        if (entry == null && !isNumber(name)) {
            throw Fault.invalid("Unable to find group " + name + ": no matching entries in group file");
        }
        return entry == null ? number(name) : number(entry[2]);
    }

    private static String @org.jspecify.annotations.Nullable [] find(List<String[]> lines, String nameOrNumber) {
        for (String[] line : lines) {
            if (line[0].equals(nameOrNumber)) {
                return line;
            }
        }
        for (String[] line : lines) {
            if (line[2].equals(nameOrNumber)) {
                return line;
            }
        }
        return null;
    }

    private static List<String[]> read(InRoot root, String path, int fields) {
        List<String[]> lines = new ArrayList<>();
        try (InputStream file = root.read(path);
                BufferedReader reader = new BufferedReader(new InputStreamReader(
                        new java.io.ByteArrayInputStream(file.readNBytes(MAX_FILE)), StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String[] parts = line.split(":", -1);
                if (parts.length >= fields && isNumber(parts[2])) {
                    lines.add(parts);
                }
            }
        } catch (Errno | IOException e) {
            return List.of(); // an image without the file, or with something else in its place, has no names
        }
        return lines;
    }

    private static boolean isNumber(String text) {
        return text.matches("\\d{1,10}");
    }

    private static int number(String text) {
        return Integer.parseUnsignedInt(text);
    }
}
