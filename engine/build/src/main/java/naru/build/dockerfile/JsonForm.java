package naru.build.dockerfile;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.JsonNode;

/// The JSON form of arguments: `["a", "b"]`.
final class JsonForm {
    private JsonForm() {}

    /// The words, or empty if `text` is not a JSON array; an array of other things than strings is a fault.
    static Optional<List<String>> words(Source source, String text) {
        if (!text.stripLeading().startsWith("[")) {
            return Optional.empty();
        }
        JsonNode tree;
        try {
            tree = Json.mapper()
                    .readerFor(JsonNode.class)
                    .with(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readValue(text.strip().getBytes(StandardCharsets.UTF_8));
        } catch (Fault | tools.jackson.core.JacksonException e) {
            return Optional.empty(); // `[ -f x ] && y` is a shell line
        }
        List<String> words = new ArrayList<>();
        for (JsonNode word : tree) {
            if (!word.isString()) {
                throw source.fault("when using JSON array syntax, arrays must be comprised of strings only");
            }
            words.add(word.stringValue());
        }
        return Optional.of(words);
    }
}
