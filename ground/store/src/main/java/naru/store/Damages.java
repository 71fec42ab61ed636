package naru.store;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// What of a store cannot be read, until somebody takes it away or writes it anew. Safe for use by many threads.
public final class Damages {
    private static final System.Logger LOG = System.getLogger("naru.store");

    private final String store;
    private final Map<String, String> sentences = new ConcurrentSkipListMap<>();

    /// @param store the file's name, for people
    Damages(String store) {
        this.store = store;
    }

    /// Takes down that a document cannot be read, and answers the sentence for people that says so; the first time it
    /// is logged, too.
    ///
    /// @param why what was found in it
    /// @param remedy what to do, as the sentence's end
    public String add(String collection, String key, String why, String remedy) {
        String sentence = "the record " + collection + "/" + key + " in " + store + " is damaged (" + why
                + ") and was left as it is: " + remedy;
        if (sentences.put(name(collection, key), sentence) == null) {
            LOG.log(System.Logger.Level.ERROR, sentence);
        }
        return sentence;
    }

    /// What cannot be read, a sentence each.
    public List<String> sentences() {
        return List.copyOf(sentences.values());
    }

    /// These have been written or taken away.
    void settled(List<Documents.Change> changes) {
        if (sentences.isEmpty()) {
            return;
        }
        for (Documents.Change change : changes) {
            switch (change) {
                case Documents.Put(String collection, String key, byte[] _) -> sentences.remove(name(collection, key));
                case Documents.Delete(String collection, String key) -> sentences.remove(name(collection, key));
            }
        }
    }

    private static String name(String collection, String key) {
        return collection + "/" + key;
    }
}
