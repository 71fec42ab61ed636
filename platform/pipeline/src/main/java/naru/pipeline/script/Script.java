package naru.pipeline.script;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.stmt.Statement;

/// A script as read: its top-level statements in order and its functions by name.
///
/// @param source the text
/// @param statements what stands outside functions
/// @param functions `def` functions; of several with one name all are kept
public record Script(String source, List<Statement> statements, Map<String, List<MethodNode>> functions) {
    /// Keeps the order of the functions.
    public Script {
        statements = List.copyOf(statements);
        functions = new LinkedHashMap<>(functions);
    }
}
