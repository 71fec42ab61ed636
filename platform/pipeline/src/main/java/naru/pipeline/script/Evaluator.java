package naru.pipeline.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.*;
import org.codehaus.groovy.syntax.Types;
import org.jspecify.annotations.Nullable;

/// Finds the values of expressions: a closed list of kinds, everything else is refused with its place.
final class Evaluator {
    private final Interpreter interpreter;
    private final Names names;
    private final Operators operators;
    private final Calls calls;

    Evaluator(Interpreter interpreter) {
        this.interpreter = interpreter;
        this.names = new Names(interpreter);
        this.operators = new Operators(interpreter, this, names);
        this.calls = new Calls(interpreter, this, names);
    }

    Calls calls() {
        return calls;
    }

    Operators operators() {
        return operators;
    }

    boolean truth(Expression expression, Scope scope) {
        return Values.truth(value(expression, scope));
    }

    @Nullable
    Object value(Expression expression, Scope scope) {
        Position at = Position.of(expression);
        interpreter.tick(at);
        return switch (expression) {
            case ConstantExpression e -> e.getValue();
            case VariableExpression e -> names.read(e.getName(), scope, at);
            case GStringExpression e -> interpolate(e, scope);
            case MethodCallExpression e -> calls.method(e, scope);
            case StaticMethodCallExpression e ->
                calls.named(e.getMethod(), arguments(e.getMethod(), e.getArguments(), scope, at), scope);
            case PropertyExpression e -> property(e, scope, at);
            case DeclarationExpression e -> operators.declare(e, scope);
            case BinaryExpression e -> operators.binary(e, scope);
            case LambdaExpression e -> closure(e, scope);
            case ClosureExpression e -> closure(e, scope);
            case ElvisOperatorExpression e -> elvis(e, scope);
            case TernaryExpression e ->
                value(truth(e.getBooleanExpression(), scope) ? e.getTrueExpression() : e.getFalseExpression(), scope);
            case NotExpression e -> !truth(e.getExpression(), scope);
            case BooleanExpression e -> truth(e.getExpression(), scope);
            case NamedArgumentListExpression e -> mapOf(e.getMapEntryExpressions(), scope);
            case MapExpression e -> mapOf(e.getMapEntryExpressions(), scope);
            case ListExpression e -> values(e.getExpressions(), scope);
            case ArrayExpression e -> values(e.getExpressions(), scope);
            case ArgumentListExpression e -> values(e.getExpressions(), scope);
            case TupleExpression e -> values(e.getExpressions(), scope);
            case RangeExpression e -> range(e, scope, at);
            case UnaryMinusExpression e -> Numbers.negate(number(e.getExpression(), scope, at), at);
            case UnaryPlusExpression e -> number(e.getExpression(), scope, at);
            case BitwiseNegationExpression e -> bitwise(value(e.getExpression(), scope), at);
            case PrefixExpression e ->
                operators.step(e.getExpression(), e.getOperation().getText(), true, scope);
            case PostfixExpression e ->
                operators.step(e.getExpression(), e.getOperation().getText(), false, scope);
            case CastExpression e -> Casts.cast(e.getType(), value(e.getExpression(), scope), at);
            case ClassExpression e -> names.read(e.getType().getNameWithoutPackage(), new Scope(null), at);
            case MethodPointerExpression e -> calls.pointer(e, scope);
            case ConstructorCallExpression e ->
                Constructions.make(e.getType().getName(), arguments("new", e.getArguments(), scope, at), interpreter);
            case EmptyExpression _ -> null;
            default ->
                throw ScriptFailure.at(
                        at, "this is not possible in a Jenkinsfile (line " + at.line() + "): " + expression.getText());
        };
    }

    private @Nullable Object bitwise(@Nullable Object value, Position at) {
        if (Values.isText(value)) {
            return Regex.compile(value, at);
        }
        return Numbers.apply("^", value instanceof Number n ? n : Numbers.integer(value, at), -1, at);
    }

    private Number number(Expression expression, Scope scope, Position at) {
        return value(expression, scope) instanceof Number n ? n : Numbers.integer(value(expression, scope), at);
    }

    private @Nullable Object elvis(ElvisOperatorExpression e, Scope scope) {
        Object value = value(e.getTrueExpression(), scope);
        return Values.truth(value) ? value : value(e.getFalseExpression(), scope);
    }

    private Object interpolate(GStringExpression e, Scope scope) {
        StringBuilder text = new StringBuilder();
        List<Interpolated.Part> parts = new ArrayList<>();
        for (int i = 0; i < e.getStrings().size(); i++) {
            text.append(e.getStrings().get(i).getValue());
            if (i < e.getValues().size()) {
                Expression inner = e.getValues().get(i);
                Object value = value(inner, scope);
                if (value instanceof Closure lazy) {
                    value = interpreter.call(lazy);
                }
                parts.addAll(Interpolated.partsOf(value));
                parts.add(new Interpolated.Part(inner.getText(), Values.text(value)));
                text.append(Values.text(value));
                interpreter.budget().text(text.length());
            }
        }
        return new Interpolated(text.toString(), parts);
    }

    Closure closure(ClosureExpression e, Scope scope) {
        Parameter[] declared = e.getParameters();
        Parameter[] parameters = declared == null ? Parameter.EMPTY_ARRAY : declared.length == 0 ? null : declared;
        return new Closure(e.getCode(), parameters, scope, false);
    }

    private @Nullable Object property(PropertyExpression e, Scope scope, Position at) {
        if (e instanceof AttributeExpression) {
            throw ScriptFailure.at(at, "fields (.@) cannot be reached in a Jenkinsfile (line " + at.line() + ")");
        }
        Object owner = value(e.getObjectExpression(), scope);
        String name = Values.text(value(e.getProperty(), scope));
        if (owner == null && e.isSafe()) {
            return null;
        }
        if (e.isSpreadSafe()) {
            List<@Nullable Object> all = new ArrayList<>();
            Executor.Collections.iterate(owner, at)
                    .forEach(o -> all.add(o == null ? null : Properties.get(o, name, at)));
            return all;
        }
        return Properties.get(owner, name, at);
    }

    private Span range(RangeExpression e, Scope scope, Position at) {
        int from = Numbers.integer(value(e.getFrom(), scope), at);
        int to = Numbers.integer(value(e.getTo(), scope), at);
        int direction = from <= to ? 1 : -1;
        int first = e.isExclusiveLeft() ? from + direction : from;
        int last = e.isExclusiveRight() ? to - direction : to;
        boolean empty = from == to && (e.isExclusiveLeft() || e.isExclusiveRight());
        return new Span(first, last, empty);
    }

    private Map<@Nullable Object, @Nullable Object> mapOf(List<MapEntryExpression> entries, Scope scope) {
        Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
        for (MapEntryExpression entry : entries) {
            if (entry.getKeyExpression() instanceof SpreadMapExpression spread) {
                if (value(spread.getExpression(), scope) instanceof Map<?, ?> other) {
                    map.putAll(other);
                }
            } else {
                map.put(Values.plain(value(entry.getKeyExpression(), scope)), value(entry.getValueExpression(), scope));
            }
            interpreter.budget().elements(1, map.size());
        }
        return map;
    }

    List<@Nullable Object> values(List<Expression> expressions, Scope scope) {
        List<@Nullable Object> list = new ArrayList<>(expressions.size());
        for (Expression expression : expressions) {
            if (expression instanceof SpreadExpression spread) {
                Executor.Collections.iterate(value(spread.getExpression(), scope), Position.of(spread))
                        .forEach(list::add);
            } else {
                list.add(value(expression, scope));
            }
            interpreter.budget().elements(1, list.size());
        }
        return list;
    }

    /// Arguments of a call, with the named ones apart.
    Arguments arguments(String name, Expression expression, Scope scope, Position at) {
        List<@Nullable Object> all = new ArrayList<>();
        Map<String, @Nullable Object> named = new LinkedHashMap<>();
        List<Expression> written =
                expression instanceof TupleExpression tuple ? tuple.getExpressions() : List.of(expression);
        for (int i = 0; i < written.size(); i++) {
            Expression argument = written.get(i);
            if (argument instanceof NamedArgumentListExpression || (i == 0 && isNames(argument))) {
                mapOf(((MapExpression) argument).getMapEntryExpressions(), scope)
                        .forEach((key, value) -> named.put(Values.text(key), value));
            } else if (argument instanceof SpreadExpression spread) {
                Executor.Collections.iterate(value(spread.getExpression(), scope), at)
                        .forEach(all::add);
            } else {
                all.add(value(argument, scope));
            }
        }
        return new Arguments(name, named, all, at);
    }

    /// Whether a map in front can stand for named arguments: every key is a plain name.
    private static boolean isNames(Expression map) {
        return map instanceof MapExpression m
                && !m.getMapEntryExpressions().isEmpty()
                && m.getMapEntryExpressions().stream()
                        .allMatch(e ->
                                e.getKeyExpression() instanceof ConstantExpression c && c.getValue() instanceof String);
    }

    boolean isCase(Expression option, @Nullable Object value, Scope scope) {
        if (option instanceof ClassExpression type) {
            return Operators.isInstance(value, type.getType().getNameWithoutPackage());
        }
        if (option instanceof VariableExpression variable
                && Character.isUpperCase(variable.getName().charAt(0))
                && Operators.isTypeName(variable.getName())) {
            return Operators.isInstance(value, variable.getName());
        }
        Object wanted = value(option, scope);
        return switch (wanted) {
            case java.util.regex.Pattern p ->
                Regex.matcher(p, Values.text(value), interpreter.budget()).matches();
            case Closure c -> Values.truth(interpreter.call(c, value));
            case java.util.Collection<?> c -> Operators.contains(c, value);
            case Map<?, ?> m -> m.containsKey(Values.plain(value));
            case null -> value == null;
            default -> Values.same(wanted, value);
        };
    }

    static boolean isAssignment(BinaryExpression e) {
        return Types.ofType(e.getOperation().getType(), Types.ASSIGNMENT_OPERATOR);
    }
}
