package naru.cluster.state;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import naru.base.Fault;
import naru.base.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/// Where the next page of a list begins.
///
/// @param revision the state that all pages are of; -1 for whatever is the latest
/// @param after the last key of the page before, without the list's prefix
record ContinueToken(long revision, String after) {
    /// The latest state, whatever it is by then.
    static final long LATEST = -1;

    /// Reads a token.
    ///
    /// @throws Fault INVALID if it was not made here
    static ContinueToken parse(String text) {
        try {
            JsonNode token = Json.tree(Base64.getUrlDecoder().decode(text));
            long revision = token.path("rv").asLong(0);
            String after = token.path("start").stringValue("");
            if (!after.isEmpty() && revision >= LATEST && revision != 0) {
                return new ContinueToken(revision, after);
            }
            throw Fault.invalid("it names no state");
        } catch (IllegalArgumentException | Fault e) {
            throw new Fault(Fault.Kind.INVALID, "continue key is not valid: " + e.getMessage(), e);
        }
    }

    String text() {
        ObjectNode token = JsonNodeFactory.instance.objectNode();
        token.put("v", "meta.k8s.io/v1").put("rv", revision).put("start", after);
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Json.text(token).getBytes(StandardCharsets.UTF_8));
    }
}
