package naru.pipeline.script;

import java.util.List;

/// Something wrong in a script, found before anything ran.
public record Problem(Position at, String message) {
    /// The way Jenkins writes one problem: its line, the sentence, the place.
    public String sentence() {
        return "WorkflowScript: " + at.line() + ": " + message + " @ line " + at.line() + ", column " + at.column()
                + ".";
    }

    /// All problems as Jenkins reports them, each with its source line and a caret under the place.
    public static String report(List<Problem> problems, String source) {
        String[] lines = source.split("\n", -1);
        StringBuilder text = new StringBuilder("startup failed:\n");
        for (Problem problem : problems) {
            text.append(problem.sentence()).append('\n');
            int line = problem.at.line();
            if (line >= 1 && line <= lines.length) {
                text.append(lines[line - 1]).append('\n');
                text.append(" ".repeat(Math.max(0, Math.min(problem.at.column() - 1, 500))))
                        .append("^\n");
            }
        }
        return text.append('\n')
                .append(problems.size())
                .append(problems.size() == 1 ? " error" : " errors")
                .toString();
    }
}
