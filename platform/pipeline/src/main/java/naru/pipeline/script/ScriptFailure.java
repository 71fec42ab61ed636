package naru.pipeline.script;

import org.jspecify.annotations.Nullable;

/// An exception that a script can throw and catch. Its type is a name, as the script writes it.
public class ScriptFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String type;
    private final Position at;

    /// A failure of a type such as `Exception` or `hudson.AbortException`, with a sentence and where it happened.
    public ScriptFailure(String type, String message, Position at, @Nullable Throwable cause) {
        super(message, cause, false, false);
        this.type = type;
        this.at = at;
    }

    /// A refusal or mistake that the interpreter reports.
    public static ScriptFailure at(Position at, String message) {
        return new ScriptFailure("RuntimeException", message, at, null);
    }

    /// The type's name, possibly with a package.
    public String type() {
        return type;
    }

    /// The type's name without its package.
    public String simpleType() {
        return type.substring(type.lastIndexOf('.') + 1);
    }

    /// Where it happened.
    public Position position() {
        return at;
    }

    /// The sentence; empty when there is none.
    public String sentence() {
        String message = getMessage();
        return message == null ? "" : message;
    }

    /// The sentence with its place.
    public String located() {
        return at.line() == 0 ? sentence() : sentence() + " @ line " + at.line() + ", column " + at.column() + ".";
    }
}
