package naru.linux;

import java.util.List;
import java.util.stream.Collectors;
import naru.base.Fault;

/// Which users and groups those inside a user namespace are outside of it (user_namespaces(7)).
/// Immutable.
///
/// @param uids the users
/// @param gids the groups
public record IdMap(List<Range> uids, List<Range> gids) {
    /// What everybody is who has no number inside (/proc/sys/kernel/overflowuid).
    public static final int NOBODY = 65_534;

    /// Copies the lists.
    public IdMap {
        uids = List.copyOf(uids);
        gids = List.copyOf(gids);
    }

    /// Numbers that follow one another.
    ///
    /// @param inside the first one inside
    /// @param outside what that is outside
    /// @param count how many
    public record Range(long inside, long outside, long count) {
        private long out(long number) {
            return number >= inside && number < inside + count ? number - inside + outside : -1;
        }

        private long in(long number) {
            return number >= outside && number < outside + count ? number - outside + inside : -1;
        }
    }

    /// What a user inside is outside; INVALID, in Docker's words, for one that is not in the map.
    public int outsideUid(int uid) {
        return outside(uids, uid);
    }

    /// What a group inside is outside; INVALID for one that is not in the map.
    public int outsideGid(int gid) {
        return outside(gids, gid);
    }

    /// What a user outside is inside; [#NOBODY] without one.
    public int insideUid(int uid) {
        return inside(uids, uid);
    }

    /// What a group outside is inside; [#NOBODY] without one.
    public int insideGid(int gid) {
        return inside(gids, gid);
    }

    private static int outside(List<Range> ranges, int number) {
        return (int) ranges.stream()
                .mapToLong(range -> range.out(Integer.toUnsignedLong(number)))
                .filter(found -> found >= 0)
                .findFirst()
                .orElseThrow(() -> Fault.invalid(
                        "Container ID " + Integer.toUnsignedString(number) + " cannot be mapped to a host ID"));
    }

    private static int inside(List<Range> ranges, int number) {
        return (int) ranges.stream()
                .mapToLong(range -> range.in(Integer.toUnsignedLong(number)))
                .filter(found -> found >= 0)
                .findFirst()
                .orElse(NOBODY);
    }

    /// The users as uid_map(5) wants them.
    String uidLines() {
        return lines(uids);
    }

    /// The groups as gid_map(5) wants them.
    String gidLines() {
        return lines(gids);
    }

    private static String lines(List<Range> ranges) {
        return ranges.stream()
                .map(range -> range.inside() + " " + range.outside() + " " + range.count() + "\n")
                .collect(Collectors.joining());
    }
}
