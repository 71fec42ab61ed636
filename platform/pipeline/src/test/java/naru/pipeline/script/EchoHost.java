package naru.pipeline.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A host with one step, `echo`, that remembers what was said.
final class EchoHost implements Host {
    final List<String> said = new ArrayList<>();

    @Override
    public boolean offers(String call) {
        return call.equals("echo");
    }

    @Override
    public @Nullable Object call(String name, Arguments arguments, Interpreter interpreter) {
        said.add(arguments.text(0));
        return null;
    }

    @Override
    public Optional<Object> variable(String name) {
        return Optional.empty();
    }

    @Override
    public Collection<String> names() {
        return List.of("echo");
    }

    @Override
    public void poll(Position at) {}

    static @Nullable Object run(String text) {
        Script script = ScriptParser.parse(text);
        return new Interpreter(new Program(script, new Budget(1_000_000)), new EchoHost()).run(script.statements());
    }
}
