package naru.kube.table;

import tools.jackson.databind.JsonNode;

/// Label selectors as texts.
public final class Selectors {
    private Selectors() {}

    /// A selector as people and clients write it, such as `app=web,tier in (a,b)`; empty for one that says nothing.
    public static String text(JsonNode selector) {
        String words = Words.selector(selector);
        return words.equals(Words.NONE) ? "" : words;
    }
}
