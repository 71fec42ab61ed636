package naru.pipeline.script;

import java.util.Collection;

/// The nearest known name to one that is not known.
public final class Suggest {
    private static final int FAR = 3;

    private Suggest() {}

    /// `; did you mean 'echo'?`, or nothing when no name is near.
    public static String didYouMean(String name, Collection<String> known) {
        String best = "";
        int distance = Math.min(FAR, name.length() / 2) + 1;
        for (String candidate : known) {
            int d = distance(name.toLowerCase(java.util.Locale.ROOT), candidate.toLowerCase(java.util.Locale.ROOT));
            if (d < distance) {
                distance = d;
                best = candidate;
            }
        }
        return best.isEmpty() ? "" : "; did you mean '" + best + "'?";
    }

    /// The refusal of a method that a type does not have.
    public static ScriptFailure unknownMethod(String name, String type, Collection<String> known, Position at) {
        String near = didYouMean(name, known);
        String allowed = near.isEmpty()
                ? ". Scripts are interpreted and reach no Java classes; allowed here: " + brief(known)
                : near;
        return ScriptFailure.at(at, "unknown method '" + name + "' of " + type + " at line " + at.line() + allowed);
    }

    /// At most a line of names.
    static String brief(Collection<String> known) {
        String all = String.join(", ", new java.util.TreeSet<>(known));
        return all.isEmpty() ? "nothing" : all.length() > 300 ? all.substring(0, 300) + "…" : all;
    }

    /// Edits to get from one word to the other, a swap of neighbours counting as one.
    private static int distance(String a, String b) {
        if (Math.abs(a.length() - b.length()) > FAR) {
            return FAR + 1;
        }
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 ? j : j == 0 ? i : cell(a, b, d, i, j);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int cell(String a, String b, int[][] d, int i, int j) {
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        int best = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + same);
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
