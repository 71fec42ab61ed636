package naru.pipeline.script;

import java.util.List;

/// A script that does not run at all: its problems were found by reading it.
public final class ScriptRejected extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    /// With at least one problem and the script's text, which the message quotes.
    public ScriptRejected(List<Problem> problems, String source) {
        super(Problem.report(problems, source));
        this.problems = List.copyOf(problems);
    }

    /// What is wrong, in the order of the text.
    public List<Problem> problems() {
        return problems;
    }
}
