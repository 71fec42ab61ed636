package naru.pipeline.tool;

import java.util.List;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Json;
import naru.store.Documents;

/// The tools that are defined here, durable when a call returns. Safe for use by many threads.
public final class ToolDefinitions {
    private static final String COLLECTION = "tools";

    private final Documents documents;

    /// Over these documents.
    public ToolDefinitions(Documents documents) {
        this.documents = documents;
    }

    /// Keeps a definition; CONFLICT if there is one of that kind and name.
    public synchronized ToolDefinition create(ToolDefinition tool) {
        String key = key(tool.kind(), tool.name());
        if (documents.get(COLLECTION, key).isPresent()) {
            throw Fault.conflict("there is a " + tool.kind() + " named " + tool.name() + ": naru tool rm " + key);
        }
        documents.put(COLLECTION, key, Json.write(tool));
        return tool;
    }

    /// All, by kind and name.
    public List<ToolDefinition> list() {
        return documents.all(COLLECTION).values().stream()
                .map(json -> Json.read(json, ToolDefinition.class))
                .toList();
    }

    /// Takes one away; NOT_FOUND if there is none.
    public synchronized void remove(String kind, String name) {
        if (documents.get(COLLECTION, key(kind, name)).isEmpty()) {
            throw Fault.notFound("there is no " + kind + " named " + name + ": naru tool list");
        }
        documents.delete(COLLECTION, key(kind, name));
    }

    /// What a Jenkinsfile means: what is defined, or else what needs no definition.
    public Optional<ToolDefinition> find(String kind, String name) {
        return documents
                .get(COLLECTION, key(kind, name))
                .map(json -> Json.read(json, ToolDefinition.class))
                .or(() -> BuiltIn.find(kind, name));
    }

    private static String key(String kind, String name) {
        return kind + "/" + name;
    }
}
