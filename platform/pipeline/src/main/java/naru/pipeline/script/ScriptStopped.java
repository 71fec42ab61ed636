package naru.pipeline.script;

/// The end of a script that used up what it may use, or that was killed: no `catch` in the script sees it.
public final class ScriptStopped extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// With the sentence for the log.
    public ScriptStopped(String message) {
        super(message, null, false, false);
    }
}
