package naru.cli;

import java.io.PrintStream;
import naru.base.Json;
import picocli.CommandLine.Option;

/// `--output`: for people, or for scripts.
final class Output {
    /// How an answer is written.
    enum Form {
        /// For people.
        text,
        /// For scripts: one JSON document.
        json
    }

    @Option(names = "--output", paramLabel = "FORM", description = "text (default) or json.")
    private Form form = Form.text;

    /// Does a script read it?
    boolean json() {
        return form == Form.json;
    }

    /// Prints a value as JSON.
    void print(PrintStream out, Object value) {
        out.println(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(value));
    }
}
