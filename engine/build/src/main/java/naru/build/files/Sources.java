package naru.build.files;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import naru.base.Fault;
import naru.build.dockerfile.Glob;
import naru.linux.Errno;
import naru.linux.InRoot;
import naru.linux.Stat;

/// Finds what COPY and ADD name: plain paths and patterns, below a root.
public final class Sources {
    private static final int MAX_DEPTH = 200;

    private Sources() {}

    /// A file or folder that was found.
    ///
    /// @param name its last name as given
    /// @param path where it is, links followed
    public record Found(String name, String path, Stat stat) {}

    /// What `text` names, sorted; a pattern that fits nothing gives an empty list.
    ///
    /// @throws Fault INVALID for a path that is not there or leads outside
    public static List<Found> find(InRoot root, String text) {
        String path = clean(text);
        if (!Glob.isPattern(path)) {
            return List.of(found(root, path));
        }
        List<String> matches = new ArrayList<>();
        walk(root, "", Glob.compile(path), matches, 0);
        return matches.stream().sorted().map(match -> found(root, match)).toList();
    }

    private static Found found(InRoot root, String path) {
        try {
            String real = root.resolve(path);
            return new Found(path.substring(path.lastIndexOf('/') + 1), real, root.stat(real));
        } catch (Errno e) {
            if (e.number() == Errno.ENOENT || e.number() == Errno.ENOTDIR || e.number() == Errno.ELOOP) {
                throw Fault.invalid("file not found in build context or excluded by .dockerignore: stat " + path
                        + ": file does not exist");
            }
            throw e;
        }
    }

    private static void walk(InRoot root, String folder, Pattern pattern, List<String> matches, int depth) {
        if (depth > MAX_DEPTH) {
            throw Fault.invalid("folders are nested deeper than " + MAX_DEPTH);
        }
        for (String name : root.list("/" + folder)) {
            String path = folder.isEmpty() ? name : folder + "/" + name;
            if (pattern.matcher(path).matches()) {
                matches.add(path);
            }
            if (root.stat("/" + path).isDirectory()) {
                walk(root, path, pattern, matches, depth + 1);
            }
        }
    }

    /// The path without `.` and empty elements; one that leads above the root is refused.
    static String clean(String text) {
        List<String> kept = new ArrayList<>();
        for (String element : text.split("/")) {
            if (element.equals("..")) {
                if (kept.isEmpty()) {
                    throw Fault.invalid("forbidden path outside the build context: " + text);
                }
                kept.removeLast();
            } else if (!element.isEmpty() && !element.equals(".")) {
                kept.add(element);
            }
        }
        return String.join("/", kept);
    }
}
