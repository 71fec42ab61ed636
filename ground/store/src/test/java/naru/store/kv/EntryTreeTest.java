package naru.store.kv;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import naru.store.kv.KeyValues.Entry;
import org.junit.jupiter.api.Test;

class EntryTreeTest {
    @Test
    void itIsASortedMapWhoseOldStatesStay() {
        long seed = Long.getLong("seed", System.nanoTime());
        Random random = new Random(seed);
        EntryTree tree = EntryTree.EMPTY;
        TreeMap<String, Entry> model = new TreeMap<>();
        Map<EntryTree, TreeMap<String, Entry>> states = new java.util.IdentityHashMap<>();
        for (int i = 0; i < 20_000; i++) {
            String key = "k" + random.nextInt(i % 3 == 0 ? 200 : 3_000);
            if (random.nextInt(5) < 2) {
                tree = tree.without(key);
                model.remove(key);
            } else {
                Entry entry = new Entry(key, new byte[0], i, i, 1, 0);
                tree = tree.with(key, entry);
                model.put(key, entry);
            }
            if (i % 500 == 0) {
                states.put(tree, new TreeMap<>(model));
            }
        }
        states.put(tree, model);
        states.forEach((state, expected) -> assertSame(state, expected, random, seed));
    }

    @Test
    void keysInOrderMakeALowTree() {
        EntryTree grown = EntryTree.EMPTY;
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            Entry entry = new Entry("%06d".formatted(i), new byte[0], i, i, 1, 0);
            entries.add(entry);
            grown = grown.with(entry.key(), entry);
        }
        assertThat(grown.height()).isLessThan(40);
        assertThat(EntryTree.ofSorted(entries).height()).isEqualTo(17);
        assertThat(EntryTree.ofSorted(entries).range("", "z", 0)).isEqualTo(entries);
    }

    private static void assertSame(EntryTree tree, TreeMap<String, Entry> expected, Random random, long seed) {
        assertThat(tree.size()).as("seed %d", seed).isEqualTo(expected.size());
        assertThat(tree.range("", "z", 0)).as("seed %d", seed).isEqualTo(List.copyOf(expected.values()));
        for (int i = 0; i < 20; i++) {
            String from = "k" + random.nextInt(3_000);
            String to = "k" + random.nextInt(3_000);
            List<Entry> range = from.compareTo(to) > 0
                    ? List.of()
                    : List.copyOf(expected.subMap(from, to).values());
            assertThat(tree.count(from, to)).as("seed %d", seed).isEqualTo(range.size());
            assertThat(tree.range(from, to, 7))
                    .as("seed %d", seed)
                    .isEqualTo(range.subList(0, Math.min(7, range.size())));
            assertThat(tree.get(from)).isSameAs(expected.get(from));
        }
    }
}
