package naru.pipeline.script;

import org.codehaus.groovy.ast.ASTNode;

/// A place in the script, both counted from 1; 0 when unknown.
public record Position(int line, int column) {
    /// Nowhere in particular.
    public static final Position NONE = new Position(0, 0);

    /// Where a node of the syntax tree begins.
    public static Position of(ASTNode node) {
        return node.getLineNumber() > 0 ? new Position(node.getLineNumber(), node.getColumnNumber()) : NONE;
    }
}
