package naru.container;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;

/// Names for containers that nobody named: of rivers and what is seen on them.
final class Names {
    private static final List<String> HOW = List.of(
            "quiet",
            "swift",
            "broad",
            "early",
            "bright",
            "calm",
            "deep",
            "gentle",
            "misty",
            "silver",
            "steady",
            "winding",
            "northern",
            "southern",
            "golden",
            "patient",
            "lively",
            "narrow",
            "distant",
            "hidden");
    private static final List<String> WHAT = List.of(
            "ferry", "river", "landing", "heron", "willow", "reed", "bridge", "current", "delta", "harbour", "island",
            "lantern", "mooring", "oar", "pier", "raft", "sail", "shore", "tide", "otter");

    private Names() {}

    /// A name that is free.
    static String random(Predicate<String> isFree) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        String name = pick(HOW, random) + "_" + pick(WHAT, random);
        while (!isFree.test(name)) {
            name = pick(HOW, random) + "_" + pick(WHAT, random) + random.nextInt(10_000);
        }
        return name;
    }

    private static String pick(List<String> words, ThreadLocalRandom random) {
        return words.get(random.nextInt(words.size()));
    }
}
