package naru.store.kv;

import java.util.ArrayList;
import java.util.List;
import naru.store.kv.KeyValues.Entry;
import org.jspecify.annotations.Nullable;

/// Entries by key, never changed: [#with] and [#without] answer a new tree that shares almost
/// everything with the old one. So each revision keeps its own tree for the price of a path, and
/// reading needs no lock.
///
/// A weight-balanced tree: Nievergelt and Reingold 1973, with the parameters (3, 2) that Hirai and
/// Yamamoto proved ("Balancing weight-balanced trees", 2011). Each node knows its size, so that a range
/// is counted without a walk.
final class EntryTree {
    static final EntryTree EMPTY = new EntryTree(null);

    private static final int DELTA = 3;
    private static final int RATIO = 2;

    private final @Nullable Node root;

    private EntryTree(@Nullable Node root) {
        this.root = root;
    }

    /// One key of a tree. What it is sorted by need not be the entry's own key.
    private record Node(
            String key,
            Entry entry,
            @Nullable Node left,
            @Nullable Node right,
            int size) {}

    /// A tree of entries that come in the order of their keys.
    static EntryTree ofSorted(List<Entry> entries) {
        return new EntryTree(build(entries, 0, entries.size()));
    }

    int size() {
        return size(root);
    }

    /// The longest way from the root to a key, in keys.
    int height() {
        return height(root);
    }

    @Nullable
    Entry get(String key) {
        Node node = root;
        while (node != null) {
            int order = key.compareTo(node.key);
            if (order == 0) {
                return node.entry;
            }
            node = order < 0 ? node.left : node.right;
        }
        return null;
    }

    /// How many keys are in `from` (included) to `to` (excluded).
    int count(String from, String to) {
        return Math.max(0, rank(to) - rank(from));
    }

    /// The first entries of the range, `limit` at most, 0 for all.
    List<Entry> range(String from, String to, int limit) {
        int count = count(from, to);
        int most = limit <= 0 ? count : Math.min(limit, count);
        List<Entry> found = new ArrayList<>(most);
        collect(root, from, to, most, found);
        return found;
    }

    EntryTree with(String key, Entry entry) {
        return new EntryTree(put(root, key, entry));
    }

    EntryTree without(String key) {
        return new EntryTree(remove(root, key));
    }

    private static @Nullable Node build(List<Entry> entries, int from, int to) {
        if (from >= to) {
            return null;
        }
        int middle = (from + to) >>> 1;
        Entry entry = entries.get(middle);
        return node(entry.key(), entry, build(entries, from, middle), build(entries, middle + 1, to));
    }

    /// How many keys are less than `key`.
    private int rank(String key) {
        int less = 0;
        Node node = root;
        while (node != null) {
            if (node.key.compareTo(key) < 0) {
                less += size(node.left) + 1;
                node = node.right;
            } else {
                node = node.left;
            }
        }
        return less;
    }

    /// Adds what is in the range; a bound that all of a subtree keeps is null there, so that keys are
    /// compared along the two edges of the range only.
    private static void collect(
            @Nullable Node node, @Nullable String from, @Nullable String to, int most, List<Entry> found) {
        if (node == null || found.size() >= most) {
            return;
        }
        boolean reached = from == null || node.key.compareTo(from) >= 0;
        boolean passed = to != null && node.key.compareTo(to) >= 0;
        if (reached) {
            collect(node.left, from, passed ? to : null, most, found);
        }
        if (reached && !passed && found.size() < most) {
            found.add(node.entry);
        }
        if (!passed) {
            collect(node.right, reached ? null : from, to, most, found);
        }
    }

    private static Node put(@Nullable Node node, String key, Entry entry) {
        if (node == null) {
            return new Node(key, entry, null, null, 1);
        }
        int order = key.compareTo(node.key);
        if (order == 0) {
            return new Node(node.key, entry, node.left, node.right, node.size);
        }
        return order < 0
                ? balance(node, put(node.left, key, entry), node.right)
                : balance(node, node.left, put(node.right, key, entry));
    }

    private static @Nullable Node remove(@Nullable Node node, String key) {
        if (node == null) {
            return null;
        }
        int order = key.compareTo(node.key);
        if (order < 0) {
            return balance(node, remove(node.left, key), node.right);
        }
        return order > 0 ? balance(node, node.left, remove(node.right, key)) : join(node.left, node.right);
    }

    private static @Nullable Node join(@Nullable Node left, @Nullable Node right) {
        if (left == null) {
            return right;
        }
        if (right == null) {
            return left;
        }
        if (left.size > right.size) {
            Node top = left;
            while (top.right != null) {
                top = top.right;
            }
            return balance(top, remove(left, top.key), right);
        }
        Node top = right;
        while (top.left != null) {
            top = top.left;
        }
        return balance(top, left, remove(right, top.key));
    }

    /// A node with `top`'s entry over two trees of which one may have gained or lost one key.
    private static Node balance(Node top, @Nullable Node left, @Nullable Node right) {
        int lefts = size(left);
        int rights = size(right);
        if (lefts + rights > 1 && right != null && rights > DELTA * lefts) {
            return raiseRight(top, left, right);
        }
        if (lefts + rights > 1 && left != null && lefts > DELTA * rights) {
            return raiseLeft(top, left, right);
        }
        return node(top.key, top.entry, left, right);
    }

    private static Node raiseRight(Node top, @Nullable Node left, Node right) {
        Node inner = right.left;
        if (inner == null || inner.size < RATIO * size(right.right)) {
            return node(right.key, right.entry, node(top.key, top.entry, left, inner), right.right);
        }
        Node first = node(top.key, top.entry, left, inner.left);
        return node(inner.key, inner.entry, first, node(right.key, right.entry, inner.right, right.right));
    }

    private static Node raiseLeft(Node top, Node left, @Nullable Node right) {
        Node inner = left.right;
        if (inner == null || inner.size < RATIO * size(left.left)) {
            return node(left.key, left.entry, left.left, node(top.key, top.entry, inner, right));
        }
        Node last = node(top.key, top.entry, inner.right, right);
        return node(inner.key, inner.entry, node(left.key, left.entry, left.left, inner.left), last);
    }

    private static Node node(String key, Entry entry, @Nullable Node left, @Nullable Node right) {
        return new Node(key, entry, left, right, size(left) + size(right) + 1);
    }

    private static int height(@Nullable Node node) {
        return node == null ? 0 : 1 + Math.max(height(node.left), height(node.right));
    }

    private static int size(@Nullable Node node) {
        return node == null ? 0 : node.size;
    }
}
