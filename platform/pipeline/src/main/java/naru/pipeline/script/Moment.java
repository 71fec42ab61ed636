package naru.pipeline.script;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A point in time, `new Date()` in a script.
///
/// @param millis since 1970
record Moment(long millis) implements Thing {
    @Override
    public String title() {
        return "Date";
    }

    @Override
    public @Nullable Object get(String property, Position at) {
        if (property.equals("time")) {
            return millis;
        }
        throw ScriptFailure.at(at, "No such property: " + property + " of Date");
    }

    @Override
    public @Nullable Object call(String method, Arguments arguments, Interpreter interpreter) {
        return switch (method) {
            case "getTime" -> millis;
            case "format" -> format(arguments);
            case "toString" -> toString();
            default -> throw Suggest.unknownMethod(method, "Date", names(), arguments.at());
        };
    }

    private String format(Arguments arguments) {
        try {
            return DateTimeFormatter.ofPattern(arguments.text(0))
                    .withZone(ZoneId.systemDefault())
                    .format(Instant.ofEpochMilli(millis));
        } catch (IllegalArgumentException e) {
            throw new ScriptFailure("IllegalArgumentException", String.valueOf(e.getMessage()), arguments.at(), e);
        }
    }

    @Override
    public Collection<String> names() {
        return List.of("getTime", "format", "toString");
    }

    @Override
    public String toString() {
        return Instant.ofEpochMilli(millis).toString();
    }
}
