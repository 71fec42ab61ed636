package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.base.Fault;
import naru.linux.IdMap;
import org.jspecify.annotations.Nullable;

/// The numbers that users of containers may have on the host: the ranges that /etc/subuid and
/// /etc/subgid give to a user and a group of the host (subuid(5)), as `dockerd --userns-remap`
/// reads them.
public final class SubordinateIds {
    /// One more than the greatest number that somebody can have (user_namespaces(7)).
    private static final long END = 0xffff_ffffL;

    private static final String DEFAULT = "default";
    private static final String DEFAULT_USER = "dockremap";

    private SubordinateIds() {}

    /// The ranges in the order of the files, counted from 0 inside. INVALID, with what to do, for
    /// somebody who is not on this machine or has no ranges.
    ///
    /// @param word `default` for the user and the group dockremap, or `USER[:GROUP]`, by name or number
    /// @param etc where passwd, group, subuid and subgid are
    public static IdMap of(String word, Path etc) {
        String[] parts = (word.equals(DEFAULT) ? DEFAULT_USER : word).split(":", 2);
        List<String> user = names(etc.resolve("passwd"), parts[0], "user");
        List<String> group = parts.length < 2 ? user : names(etc.resolve("group"), parts[1], "group");
        return new IdMap(ranges(etc.resolve("subuid"), user), ranges(etc.resolve("subgid"), group));
    }

    /// Name and number of somebody who is in a file like passwd(5).
    private static List<String> names(Path file, String wanted, String what) {
        for (String line : lines(file)) {
            String[] parts = line.split(":", -1);
            if (parts.length > 2 && (parts[0].equals(wanted) || parts[2].equals(wanted))) {
                return List.of(parts[0], parts[2]);
            }
        }
        throw Fault.invalid("--userns-remap: there is no " + what + " '" + wanted + "' in " + file
                + (wanted.equals(DEFAULT_USER) ? ": useradd --system --user-group " + DEFAULT_USER : ""));
    }

    private static List<IdMap.Range> ranges(Path file, List<String> names) {
        List<IdMap.Range> ranges = new ArrayList<>();
        long next = 0;
        for (String line : lines(file)) {
            IdMap.@Nullable Range range = range(line.split(":", -1), names, next);
            if (range != null) {
                ranges.add(range);
                next += range.count();
            }
        }
        if (ranges.isEmpty()) {
            throw Fault.invalid("--userns-remap: " + file + " has no range for '" + names.getFirst()
                    + "': add a line such as " + names.getFirst() + ":100000:65536 that overlaps with no other");
        }
        return ranges;
    }

    private static IdMap.@Nullable Range range(String[] parts, List<String> names, long next) {
        boolean theirs = parts.length == 3 && names.contains(parts[0]);
        if (!theirs || !parts[1].matches("[1-9]\\d{0,9}") || !parts[2].matches("[1-9]\\d{0,9}")) {
            return null;
        }
        IdMap.Range range = new IdMap.Range(next, Long.parseLong(parts[1]), Long.parseLong(parts[2]));
        if (range.outside() + range.count() > END || next + range.count() > END) {
            throw Fault.invalid("--userns-remap: the range " + String.join(":", parts)
                    + " leads beyond the last number that a user can have, " + (END - 1));
        }
        return range;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.exists(file) ? Files.readAllLines(file) : List.of();
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INVALID, "--userns-remap: cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
