package naru.pipeline.script;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.EmptyExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.jspecify.annotations.Nullable;

/// Binary operators and assignments.
final class Operators {
    private static final Set<String> TYPES = Set.of(
            "String",
            "CharSequence",
            "GString",
            "Integer",
            "Long",
            "Number",
            "BigDecimal",
            "Double",
            "Boolean",
            "List",
            "ArrayList",
            "Collection",
            "Map",
            "Set",
            "Closure",
            "Object",
            "Exception");

    private final Interpreter interpreter;
    private final Evaluator evaluator;
    private final Names names;

    Operators(Interpreter interpreter, Evaluator evaluator, Names names) {
        this.interpreter = interpreter;
        this.evaluator = evaluator;
        this.names = names;
    }

    @Nullable
    Object declare(DeclarationExpression e, Scope scope) {
        Position at = Position.of(e);
        Object value = e.getRightExpression() instanceof EmptyExpression
                ? null
                : evaluator.value(e.getRightExpression(), scope);
        if (e.isMultipleAssignmentDeclaration()) {
            List<Expression> targets = e.getTupleExpression().getExpressions();
            for (int i = 0; i < targets.size(); i++) {
                VariableExpression target = (VariableExpression) targets.get(i);
                scope.declare(target.getName(), Casts.declared(target.getOriginType(), nth(value, i, at), at));
            }
            return value;
        }
        VariableExpression target = e.getVariableExpression();
        Object fitted = Casts.declared(target.getOriginType(), value, at);
        if (isField(e)) {
            interpreter.program().bind(target.getName(), fitted);
        } else {
            scope.declare(target.getName(), fitted);
        }
        return fitted;
    }

    private static boolean isField(DeclarationExpression e) {
        for (AnnotationNode annotation : e.getAnnotations()) {
            String name = annotation.getClassNode().getNameWithoutPackage();
            if (name.equals("Field")) {
                return true;
            }
            throw ScriptFailure.at(Position.of(e), "annotation @" + name + " is not available");
        }
        return false;
    }

    private static @Nullable Object nth(@Nullable Object value, int index, Position at) {
        List<@Nullable Object> list = value == null ? List.of() : Casts.toList(value, at);
        return index < list.size() ? list.get(index) : null;
    }

    @Nullable
    Object binary(BinaryExpression e, Scope scope) {
        Position at = Position.of(e);
        String operator = e.getOperation().getText();
        Expression left = e.getLeftExpression();
        Expression right = e.getRightExpression();
        return switch (operator) {
            case "=" -> assign(left, evaluator.value(right, scope), scope, at);
            case "&&" -> evaluator.truth(left, scope) && evaluator.truth(right, scope);
            case "||" -> evaluator.truth(left, scope) || evaluator.truth(right, scope);
            case "?=" -> {
                Object old = evaluator.value(left, scope);
                yield Values.truth(old) ? old : assign(left, evaluator.value(right, scope), scope, at);
            }
            case "instanceof", "!instanceof" -> {
                String type = right.getType().getNameWithoutPackage();
                yield isInstance(evaluator.value(left, scope), type) == operator.equals("instanceof");
            }
            case "[" -> index(evaluator.value(left, scope), evaluator.value(right, scope), e.isSafe(), at);
            default ->
                Evaluator.isAssignment(e)
                        ? compound(e, operator.substring(0, operator.length() - 1), scope, at)
                        : apply(operator, evaluator.value(left, scope), evaluator.value(right, scope), at);
        };
    }

    private @Nullable Object compound(BinaryExpression e, String operator, Scope scope, Position at) {
        Object old = evaluator.value(e.getLeftExpression(), scope);
        Object value = apply(operator, old, evaluator.value(e.getRightExpression(), scope), at);
        return assign(e.getLeftExpression(), value, scope, at);
    }

    /// `++` and `--`.
    @Nullable
    Object step(Expression target, String operator, boolean before, Scope scope) {
        Position at = Position.of(target);
        Object old = evaluator.value(target, scope);
        Object value = apply(operator.substring(1), old, 1, at);
        assign(target, value, scope, at);
        return before ? value : old;
    }

    private @Nullable Object assign(Expression target, @Nullable Object value, Scope scope, Position at) {
        switch (target) {
            case VariableExpression variable -> names.assign(variable.getName(), value, scope, at);
            case PropertyExpression property -> {
                Object owner = evaluator.value(property.getObjectExpression(), scope);
                Properties.set(owner, Values.text(evaluator.value(property.getProperty(), scope)), value, at);
            }
            case BinaryExpression element
            when element.getOperation().getText().equals("[") ->
                store(
                        evaluator.value(element.getLeftExpression(), scope),
                        evaluator.value(element.getRightExpression(), scope),
                        value,
                        at);
            case TupleExpression tuple -> {
                for (int i = 0; i < tuple.getExpressions().size(); i++) {
                    assign(tuple.getExpression(i), nth(value, i, at), scope, at);
                }
            }
            default -> throw ScriptFailure.at(at, "this cannot be assigned to (line " + at.line() + ")");
        }
        return value;
    }

    private void store(@Nullable Object owner, @Nullable Object key, @Nullable Object value, Position at) {
        switch (owner) {
            case Map<?, ?> map -> {
                Values.map(map).put(Values.plain(key), value);
                interpreter.budget().elements(1, map.size());
            }
            case Span _ -> throw ScriptFailure.at(at, "a range cannot be changed");
            case List<?> list -> Sequences.put(Values.list(list), Numbers.integer(key, at), value, at, interpreter);
            case Thing thing -> thing.set(Values.text(key), value, at);
            case null, default ->
                throw ScriptFailure.at(
                        at, "cannot set an element of " + Values.typeName(owner) + " (line " + at.line() + ")");
        }
    }

    static @Nullable Object index(@Nullable Object owner, @Nullable Object key, boolean safe, Position at) {
        return switch (owner) {
            case null -> {
                if (safe) {
                    yield null;
                }
                throw new ScriptFailure(
                        "NullPointerException", "Cannot get an element of null (line " + at.line() + ")", at, null);
            }
            case Map<?, ?> map -> map.get(Values.plain(key));
            case Thing thing -> thing.get(Values.text(key), at);
            case Regex.Match match -> Regex.at(match, Numbers.integer(key, at));
            case List<?> list -> Sequences.at(Values.list(list), key, at);
            case Object text when Values.isText(text) -> Texts.at(Values.text(text), key, at);
            default -> Properties.get(owner, Values.text(key), at);
        };
    }

    @Nullable
    Object apply(String operator, @Nullable Object left, @Nullable Object right, Position at) {
        return switch (operator) {
            case "==" -> Values.same(left, right);
            case "!=" -> !Values.same(left, right);
            case "===" -> Values.identical(left, right);
            case "!==" -> !Values.identical(left, right);
            case "<" -> Values.compare(left, right, at) < 0;
            case "<=" -> Values.compare(left, right, at) <= 0;
            case ">" -> Values.compare(left, right, at) > 0;
            case ">=" -> Values.compare(left, right, at) >= 0;
            case "<=>" -> Integer.signum(Values.compare(left, right, at));
            case "in" -> contains(right, left);
            case "!in" -> !contains(right, left);
            case "=~" ->
                new Regex.Match(Regex.matcher(Regex.compile(right, at), Values.text(left), interpreter.budget()));
            case "==~" ->
                Regex.matcher(Regex.compile(right, at), Values.text(left), interpreter.budget())
                        .matches();
            default -> arithmetic(operator, left, right, at);
        };
    }

    static boolean contains(@Nullable Object all, @Nullable Object value) {
        return switch (all) {
            case null -> value == null;
            case Span span -> span.contains(value);
            case Collection<?> c -> c.stream().anyMatch(other -> Values.same(other, value));
            case Map<?, ?> m -> m.containsKey(Values.plain(value));
            default ->
                Values.isText(all) && value != null
                        ? Values.text(all).contains(Values.text(value))
                        : Values.same(all, value);
        };
    }

    private @Nullable Object arithmetic(String operator, @Nullable Object left, @Nullable Object right, Position at) {
        if (left instanceof Number a && right instanceof Number b) {
            return Numbers.apply(operator, a, b, at);
        }
        if (Values.isText(left) || (operator.equals("+") && Values.isText(right))) {
            return Texts.operator(operator, left, right, at, interpreter);
        }
        if (left instanceof Collection<?> all) {
            return collection(operator, all, right, at);
        }
        if (left instanceof Map<?, ?> map && right instanceof Map<?, ?> other) {
            return maps(operator, map, other, at);
        }
        if (left instanceof Boolean a && right instanceof Boolean b) {
            switch (operator) {
                case "&" -> {
                    return a & b;
                }
                case "|" -> {
                    return a | b;
                }
                case "^" -> {
                    return a ^ b;
                }
                default -> {}
            }
        }
        if (left instanceof Closure a
                && right instanceof Closure b
                && (operator.equals(">>") || operator.equals("<<"))) {
            Closure first = operator.equals(">>") ? a : b;
            Closure second = operator.equals(">>") ? b : a;
            return Closure.through((in, args) -> in.call(second, in.invoke(first, args)));
        }
        String type = left == null ? "NullPointerException" : "MissingMethodException";
        throw new ScriptFailure(
                type,
                "operator " + operator + " does not apply to " + Values.typeName(left) + " and "
                        + Values.typeName(right) + " (line " + at.line() + ")",
                at,
                null);
    }

    private Object collection(String operator, Collection<?> left, @Nullable Object right, Position at) {
        Collection<@Nullable Object> copy = left instanceof Set<?> ? new LinkedHashSet<>(left) : new ArrayList<>(left);
        switch (operator) {
            case "<<" -> {
                if (left instanceof Span) {
                    throw ScriptFailure.at(at, "a range cannot be changed");
                }
                Lists.collection(left).add(right);
                interpreter.budget().elements(1, left.size());
                return left;
            }
            case "+" -> {
                if (right instanceof Collection<?> more) {
                    interpreter.budget().elements(copy.size() + more.size(), copy.size() + more.size());
                    copy.addAll(more);
                } else {
                    copy.add(right);
                }
            }
            case "-" -> {
                Collection<?> gone = right instanceof Collection<?> c ? c : java.util.Collections.singletonList(right);
                copy.removeIf(value -> contains(gone, value));
            }
            case "*" -> {
                int times = Numbers.integer(right, at);
                interpreter.budget().elements((long) left.size() * times, (long) left.size() * times);
                copy.clear();
                for (int i = 0; i < times; i++) {
                    copy.addAll(left);
                }
            }
            default ->
                throw ScriptFailure.at(
                        at, "operator " + operator + " does not apply to a list (line " + at.line() + ")");
        }
        interpreter.budget().elements(copy.size(), copy.size());
        return copy;
    }

    private Object maps(String operator, Map<?, ?> left, Map<?, ?> right, Position at) {
        Map<@Nullable Object, @Nullable Object> copy =
                operator.equals("<<") ? Values.map(left) : new LinkedHashMap<>(left);
        switch (operator) {
            case "+", "<<" -> copy.putAll(right);
            case "-" ->
                right.forEach((key, value) -> {
                    if (Values.same(copy.get(key), value)) {
                        copy.remove(key);
                    }
                });
            default -> throw ScriptFailure.at(at, "operator " + operator + " does not apply to maps");
        }
        interpreter.budget().elements(copy.size(), copy.size());
        return copy;
    }

    static boolean isTypeName(String name) {
        return TYPES.contains(name);
    }

    static boolean isInstance(@Nullable Object value, String type) {
        if (value == null) {
            return false;
        }
        return switch (type) {
            case "Object" -> true;
            case "String" -> value instanceof String || value instanceof Interpolated;
            case "CharSequence" -> Values.isText(value);
            case "GString" -> value instanceof Interpolated;
            case "Number" -> value instanceof Number;
            case "List", "ArrayList" -> value instanceof List<?>;
            case "Collection", "Iterable" -> value instanceof Collection<?>;
            case "Map", "HashMap", "LinkedHashMap" -> value instanceof Map<?, ?>;
            default ->
                value instanceof ScriptFailure failure
                        ? Failures.matches(failure, type)
                        : Values.typeName(value).equals(type);
        };
    }
}
