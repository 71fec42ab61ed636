package naru.build;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Puts what stages say at the same time into the order of the file: one stage is heard, the others wait in memory
/// until it is done. Safe for use by many threads.
///
/// What waits is bounded: beyond the limit the middle of a stage's output is left out.
final class Transcript {
    private static final int MAX_WAITING = 1 << 20;

    private final BuildProgress progress;
    private final List<Integer> order;
    private final Map<Integer, StringBuilder> waiting = new HashMap<>();
    private final Map<Integer, Boolean> done = new HashMap<>();
    private int turn;

    Transcript(BuildProgress progress, List<Integer> order) {
        this.progress = progress;
        this.order = order;
    }

    synchronized void say(int stage, String text) {
        if (order.get(turn) == stage) {
            progress.stream(text);
            return;
        }
        StringBuilder buffer = waiting.computeIfAbsent(stage, _ -> new StringBuilder());
        if (buffer.length() < MAX_WAITING) {
            buffer.append(text);
            if (buffer.length() >= MAX_WAITING) {
                buffer.append("\n[output of this stage is longer than 1 MiB: the rest until its turn is left out]\n");
            }
        }
    }

    synchronized void done(int stage) {
        done.put(stage, true);
        while (turn < order.size() - 1 && done.containsKey(order.get(turn))) {
            turn++;
            StringBuilder buffer = waiting.remove(order.get(turn));
            if (buffer != null) {
                progress.stream(buffer.toString());
            }
        }
    }

    synchronized void pulling(String layer, String status, long current, long total) {
        progress.pulling(layer, status, current, total);
    }
}
