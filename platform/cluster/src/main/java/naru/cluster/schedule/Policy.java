package naru.cluster.schedule;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;

/// How a node is chosen among those that can take a pod. Some remember what they chose: one belongs to one scheduler.
sealed interface Policy {
    /// Where to begin to look among the nodes, which are in the order of their names and at least one.
    int first(List<Node> nodes);

    /// How many nodes that can take the pod are enough to choose from.
    int enough(int nodes);

    /// Chooses one of the candidates, of which there is at least one.
    Node choose(Candidates candidates);

    /// The policy of a name: `least-loaded` (also `default-scheduler`), `random`, `round-robin`, `bin-packing`.
    static Optional<Policy> named(String name) {
        return named(name, ThreadLocalRandom.current().nextLong());
    }

    /// The policy of a name; one that draws lots draws the same ones for the same seed.
    static Optional<Policy> named(String name, long seed) {
        return switch (name) {
            case "least-loaded", "default-scheduler" -> Optional.of(new LeastLoaded());
            case "random" -> Optional.of(new RandomNode(new Random(seed)));
            case "round-robin" -> Optional.of(new RoundRobin());
            case "bin-packing" -> Optional.of(new BinPacking());
            default -> Optional.empty();
        };
    }

    /// The names of all policies.
    static List<String> names() {
        return List.of("least-loaded", "random", "round-robin", "bin-packing");
    }

    /// The idlest node, spreading pods that are alike.
    final class LeastLoaded implements Policy {
        private int start;

        @Override
        public int first(List<Node> nodes) {
            return start % nodes.size();
        }

        @Override
        public int enough(int nodes) {
            return Policy.sample(nodes);
        }

        @Override
        public Node choose(Candidates candidates) {
            start = (start + candidates.seen()) & Integer.MAX_VALUE;
            return candidates.best(true);
        }
    }

    /// Any node.
    final class RandomNode implements Policy {
        private final Random random;

        RandomNode(Random random) {
            this.random = random;
        }

        @Override
        public int first(List<Node> nodes) {
            return random.nextInt(nodes.size());
        }

        @Override
        public int enough(int nodes) {
            return Policy.sample(nodes);
        }

        @Override
        public Node choose(Candidates candidates) {
            return candidates.nodes().get(random.nextInt(candidates.nodes().size()));
        }
    }

    /// The next node in the order of names that can take the pod.
    final class RoundRobin implements Policy {
        private String last = "";

        @Override
        public int first(List<Node> nodes) {
            int low = 0;
            int high = nodes.size();
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (nodes.get(middle).name().compareTo(last) <= 0) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low % nodes.size();
        }

        @Override
        public int enough(int nodes) {
            return 1;
        }

        @Override
        public Node choose(Candidates candidates) {
            Node next = candidates.nodes().getFirst();
            last = next.name();
            return next;
        }
    }

    /// The fullest node that still has room, so that others stay empty.
    final class BinPacking implements Policy {
        @Override
        public int first(List<Node> nodes) {
            return 0;
        }

        @Override
        public int enough(int nodes) {
            return Policy.sample(nodes);
        }

        @Override
        public Node choose(Candidates candidates) {
            return candidates.best(false);
        }
    }

    private static int sample(int nodes) {
        return Math.max(100, nodes / 20);
    }
}
