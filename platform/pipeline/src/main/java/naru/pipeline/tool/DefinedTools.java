package naru.pipeline.tool;

import java.util.List;
import java.util.Optional;
import naru.pipeline.workshop.Workshop;

/// Tools by their definitions, on a shelf.
///
/// @param definitions what is meant by a name
/// @param shelf where they are installed
public record DefinedTools(ToolDefinitions definitions, ToolShelf shelf) implements Toolbox {
    @Override
    public Optional<Installation> take(String kind, String name, Workshop.Output progress) throws InterruptedException {
        Optional<ToolDefinition> tool = definitions.find(kind, name);
        return tool.isEmpty() ? Optional.empty() : Optional.of(shelf.take(tool.get(), progress));
    }

    @Override
    public List<Workshop.Mount> mounts() {
        return List.of(shelf.mount());
    }
}
