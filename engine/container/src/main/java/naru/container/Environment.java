package naru.container;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import naru.base.Fault;

/// Lists of `NAME=value`, as processes get them.
final class Environment {
    private Environment() {}

    /// The first list with the second over it: a name keeps its place and takes the later value; a line without `=`
    /// takes the name away.
    static List<String> merge(List<String> base, List<String> over) {
        Map<String, String> merged = new LinkedHashMap<>();
        for (String line : base) {
            merged.put(name(line), line);
        }
        for (String line : over) {
            if (line.indexOf('=') < 0) {
                merged.remove(line);
            } else {
                merged.put(name(line), line);
            }
        }
        return List.copyOf(merged.values());
    }

    /// What a container keeps of an image's list and its own: a name keeps its place and takes the later value. A line
    /// without `=` stays, so that it can take a name away that is only known when the container starts.
    static List<String> inherit(List<String> image, List<String> own) {
        Map<String, String> merged = new LinkedHashMap<>();
        image.forEach(line -> merged.put(name(line), line));
        own.forEach(line -> merged.put(name(line), line));
        return List.copyOf(merged.values());
    }

    /// INVALID for a line without a name.
    static void check(List<String> lines) {
        for (String line : lines) {
            if (name(line).isEmpty()) {
                throw Fault.invalid("invalid environment variable: " + line);
            }
        }
    }

    private static String name(String line) {
        int equals = line.indexOf('=');
        return equals < 0 ? line : line.substring(0, equals);
    }
}
