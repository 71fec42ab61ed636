package naru.pipeline.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.ast.expr.ClosureListExpression;
import org.codehaus.groovy.ast.expr.EmptyExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.stmt.AssertStatement;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.BreakStatement;
import org.codehaus.groovy.ast.stmt.CaseStatement;
import org.codehaus.groovy.ast.stmt.CatchStatement;
import org.codehaus.groovy.ast.stmt.ContinueStatement;
import org.codehaus.groovy.ast.stmt.DoWhileStatement;
import org.codehaus.groovy.ast.stmt.EmptyStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.ast.stmt.IfStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.Statement;
import org.codehaus.groovy.ast.stmt.SwitchStatement;
import org.codehaus.groovy.ast.stmt.ThrowStatement;
import org.codehaus.groovy.ast.stmt.TryCatchStatement;
import org.codehaus.groovy.ast.stmt.WhileStatement;
import org.jspecify.annotations.Nullable;

/// Executes statements; the value of a statement is what Groovy would return if it stood last.
final class Executor {
    private final Interpreter interpreter;
    private final Evaluator evaluator;

    Executor(Interpreter interpreter, Evaluator evaluator) {
        this.interpreter = interpreter;
        this.evaluator = evaluator;
    }

    @Nullable
    Object execute(Statement statement, Scope scope) {
        Position at = Position.of(statement);
        interpreter.tick(at);
        return switch (statement) {
            case ExpressionStatement s -> evaluator.value(s.getExpression(), scope);
            case BlockStatement s -> block(s, new Scope(scope));
            case IfStatement s -> branch(s, scope);
            case ReturnStatement s -> throw new Signal.Return(evaluator.value(s.getExpression(), scope));
            case ForStatement s -> loop(s, scope);
            case WhileStatement s -> {
                while (evaluator.truth(s.getBooleanExpression(), scope) && body(s.getLoopBlock(), scope)) {
                    interpreter.tick(at);
                }
                yield null;
            }
            case DoWhileStatement s -> {
                while (body(s.getLoopBlock(), scope) && evaluator.truth(s.getBooleanExpression(), scope)) {
                    interpreter.tick(at);
                }
                yield null;
            }
            case TryCatchStatement s -> attempt(s, scope);
            case ThrowStatement s -> throw thrown(evaluator.value(s.getExpression(), scope), at);
            case SwitchStatement s -> choose(s, scope);
            case BreakStatement _ -> throw new Signal.Break();
            case ContinueStatement _ -> throw new Signal.Continue();
            case AssertStatement s -> check(s, scope);
            case EmptyStatement _ -> null;
            default ->
                throw ScriptFailure.at(at, "this statement is not possible in a Jenkinsfile (line " + at.line() + ")");
        };
    }

    private @Nullable Object block(BlockStatement block, Scope scope) {
        @Nullable Object value = null;
        for (Statement statement : block.getStatements()) {
            value = execute(statement, scope);
        }
        return value;
    }

    private @Nullable Object branch(IfStatement statement, Scope scope) {
        return evaluator.truth(statement.getBooleanExpression(), scope)
                ? execute(statement.getIfBlock(), scope)
                : execute(statement.getElseBlock(), scope);
    }

    /// One turn of a loop; false after `break`.
    private boolean body(Statement block, Scope scope) {
        try {
            execute(block, new Scope(scope));
            return true;
        } catch (Signal.Break _) {
            return false;
        } catch (Signal.Continue _) {
            return true;
        }
    }

    private @Nullable Object loop(ForStatement statement, Scope scope) {
        if (statement.getCollectionExpression() instanceof ClosureListExpression parts) {
            return counted(parts.getExpressions(), statement, new Scope(scope));
        }
        Object values = evaluator.value(statement.getCollectionExpression(), scope);
        for (Object value : Collections.iterate(values, Position.of(statement))) {
            Scope turn = new Scope(scope);
            turn.declare(statement.getValueVariable().getName(), value);
            if (!body(statement.getLoopBlock(), turn)) {
                break;
            }
        }
        return null;
    }

    private @Nullable Object counted(List<Expression> parts, ForStatement statement, Scope scope) {
        evaluator.value(parts.get(0), scope);
        Expression condition = parts.get(1);
        while (condition instanceof EmptyExpression || evaluator.truth(condition, scope)) {
            interpreter.tick(Position.of(statement));
            if (!body(statement.getLoopBlock(), scope)) {
                break;
            }
            for (int i = 2; i < parts.size(); i++) {
                evaluator.value(parts.get(i), scope);
            }
        }
        return null;
    }

    private @Nullable Object attempt(TryCatchStatement statement, Scope scope) {
        if (!statement.getResourceStatements().isEmpty()) {
            throw ScriptFailure.at(Position.of(statement), "try with resources is not possible in a Jenkinsfile");
        }
        Statement last = statement.getFinallyStatement();
        try {
            return execute(statement.getTryStatement(), scope);
        } catch (ScriptFailure failure) {
            for (CatchStatement handler : statement.getCatchStatements()) {
                if (Failures.matches(failure, handler.getExceptionType().getName())) {
                    Scope inner = new Scope(scope);
                    inner.declare(handler.getVariable().getName(), failure);
                    return execute(handler.getCode(), inner);
                }
            }
            throw failure;
        } finally {
            if (last != null && !(last instanceof EmptyStatement)) {
                execute(last, scope);
            }
        }
    }

    private static ScriptFailure thrown(@Nullable Object value, Position at) {
        return value instanceof ScriptFailure failure
                ? failure
                : ScriptFailure.at(at, "only exceptions can be thrown, not " + Values.typeName(value));
    }

    private @Nullable Object choose(SwitchStatement statement, Scope scope) {
        Object value = evaluator.value(statement.getExpression(), scope);
        Scope inner = new Scope(scope);
        @Nullable Object result = null;
        boolean matched = false;
        try {
            for (CaseStatement option : statement.getCaseStatements()) {
                matched = matched || evaluator.isCase(option.getExpression(), value, scope);
                if (matched) {
                    result = execute(option.getCode(), inner);
                }
            }
            return statement.getDefaultStatement() instanceof EmptyStatement
                    ? result
                    : execute(statement.getDefaultStatement(), inner);
        } catch (Signal.Break _) {
            return result;
        }
    }

    private @Nullable Object check(AssertStatement statement, Scope scope) {
        if (!evaluator.truth(statement.getBooleanExpression(), scope)) {
            Object message = evaluator.value(statement.getMessageExpression(), scope);
            String text = statement.getBooleanExpression().getText();
            throw new ScriptFailure(
                    "AssertionError",
                    message == null ? "assert " + text : Values.text(message) + ". Expression: " + text,
                    Position.of(statement),
                    null);
        }
        return null;
    }

    /// What a `for` or `each` goes through.
    static final class Collections {
        private Collections() {}

        static Iterable<@Nullable Object> iterate(@Nullable Object values, Position at) {
            return switch (values) {
                case null -> List.of();
                case Span span -> span;
                case java.util.Collection<?> c -> new ArrayList<@Nullable Object>(c);
                case Map<?, ?> m -> new ArrayList<@Nullable Object>(m.entrySet());
                case Regex.Match m -> Regex.all(m);
                case Object text
                when Values.isText(text) ->
                    new ArrayList<@Nullable Object>(Values.text(text)
                            .codePoints()
                            .mapToObj(Character::toString)
                            .toList());
                default -> throw ScriptFailure.at(at, "cannot go through " + Values.typeName(values));
            };
        }
    }
}
