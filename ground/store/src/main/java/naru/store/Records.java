package naru.store;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.DatabindException;

/// A collection whose documents are values of one type, as JSON. One that cannot be read does not hinder the others: it
/// is left as it is and reported ([Damages]). Safe for use by many threads.
///
/// @param <T> of the values; its constructor refuses null where there must be something
public final class Records<T> {
    private final Documents documents;
    private final String collection;
    private final Class<T> type;
    private final String remedy;

    /// @param remedy what people can do about one that cannot be read; `KEY` stands for its key
    public Records(Documents documents, String collection, Class<T> type, String remedy) {
        this.documents = documents;
        this.collection = collection;
        this.type = type;
        this.remedy = remedy;
    }

    /// A collection as it was found.
    ///
    /// @param values what can be read, in the order of the keys
    /// @param damaged for every other key the sentence that says what is wrong
    public record Found<T>(Map<String, T> values, Map<String, String> damaged) {
        /// They cannot be changed any more.
        public Found {
            values = Collections.unmodifiableMap(values);
            damaged = Collections.unmodifiableMap(damaged);
        }
    }

    /// Everything that there is.
    public Found<T> all() {
        Map<String, T> values = new LinkedHashMap<>();
        Map<String, String> damaged = new TreeMap<>();
        documents.all(collection).forEach((key, json) -> {
            try {
                values.put(key, read(key, json));
            } catch (Fault e) {
                damaged.put(key, e.sentence());
            }
        });
        return new Found<>(values, damaged);
    }

    /// One of them, if it is there; INTERNAL if it cannot be read.
    public Optional<T> get(String key) {
        return documents.get(collection, key).map(json -> read(key, json));
    }

    /// Whether there is one with this key that cannot be read.
    public boolean isDamaged(String key) {
        try {
            get(key);
            return false;
        } catch (Fault e) {
            return true;
        }
    }

    /// Sets one durably.
    public void put(String key, T value) {
        documents.put(collection, key, Json.write(value));
    }

    /// Takes one away durably, whether it can be read or not.
    public void delete(String key) {
        documents.delete(collection, key);
    }

    private T read(String key, byte[] json) {
        try {
            T value = Json.read(json, type);
            if (value != null) {
                return value;
            }
        } catch (Fault e) {
            boolean other = e.getCause() instanceof DatabindException;
            throw Fault.internal(report(key, other ? "JSON of another kind" : "no JSON"), e);
        }
        throw Fault.internal(report(key, "JSON of another kind"), null);
    }

    private String report(String key, String why) {
        return documents.damages().add(collection, key, why, remedy.replace("KEY", key));
    }
}
