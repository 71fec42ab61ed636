package naru.pipeline.script;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.MethodPointerExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.jspecify.annotations.Nullable;

/// Calls: of functions and steps by name, of closures, and of the methods that a value's type has.
final class Calls {
    private final Interpreter interpreter;
    private final Evaluator evaluator;
    private final Names names;

    Calls(Interpreter interpreter, Evaluator evaluator, Names names) {
        this.interpreter = interpreter;
        this.evaluator = evaluator;
        this.names = names;
    }

    @Nullable
    Object method(MethodCallExpression e, Scope scope) {
        Position at = Position.of(e.getMethod()).line() > 0 ? Position.of(e.getMethod()) : Position.of(e);
        String name = Values.text(evaluator.value(e.getMethod(), scope));
        if (e.isImplicitThis() || isThis(e.getObjectExpression())) {
            if (e.getMethod() instanceof org.codehaus.groovy.ast.expr.ClosureExpression immediate) {
                return interpreter.invoke(
                        evaluator.closure(immediate, scope), evaluator.arguments("call", e.getArguments(), scope, at));
            }
            return named(name, evaluator.arguments(name, e.getArguments(), scope, at), scope);
        }
        Object owner = evaluator.value(e.getObjectExpression(), scope);
        if (owner == null && e.isSafe()) {
            return null;
        }
        Arguments arguments = evaluator.arguments(name, e.getArguments(), scope, at);
        if (e.isSpreadSafe()) {
            List<@Nullable Object> all = new ArrayList<>();
            for (Object value : Executor.Collections.iterate(owner, at)) {
                all.add(value == null ? null : on(value, name, arguments));
            }
            return all;
        }
        return on(owner, name, arguments);
    }

    private static boolean isThis(Expression owner) {
        return owner instanceof VariableExpression variable && variable.isThisExpression();
    }

    /// A call by a bare name: a closure in reach, the delegate's, a function of the script, a step.
    @Nullable
    Object named(String name, Arguments arguments, Scope scope) {
        Scope holder = scope.holding(name);
        if (holder != null && holder.get(name) instanceof Closure closure) {
            return interpreter.invoke(closure, arguments);
        }
        Closure owner = scope.owner();
        Object delegate = owner == null ? null : owner.delegate();
        if (delegate != null && owner != null && owner.delegateFirst() && answers(delegate, name)) {
            return on(delegate, name, arguments);
        }
        MethodNode function = function(name, arguments.count());
        if (function != null) {
            return interpreter.invokeFunction(function, arguments);
        }
        if (interpreter.host().offers(name)) {
            return interpreter.host().call(name, arguments, interpreter);
        }
        if (interpreter.program().bound(name) instanceof Closure closure) {
            return interpreter.invoke(closure, arguments);
        }
        if (delegate != null && answers(delegate, name)) {
            return on(delegate, name, arguments);
        }
        Thing type = Statics.find(name);
        throw ScriptFailure.at(
                arguments.at(),
                type == null ? unknownStep(name, arguments.at(), scope) : Names.refusal(name, arguments.at()));
    }

    private String unknownStep(String name, Position at, Scope scope) {
        return "unknown step '" + name + "' at line " + at.line() + ", column " + at.column()
                + Suggest.didYouMean(name, names.known(scope));
    }

    private static boolean answers(Object delegate, String name) {
        return switch (delegate) {
            case Map<?, ?> map -> map.get(name) instanceof Closure;
            case Thing thing -> thing.names().contains(name);
            default -> Methods.has(delegate, name);
        };
    }

    private @Nullable MethodNode function(String name, int count) {
        List<MethodNode> all = interpreter.program().functions().get(name);
        if (all == null) {
            return null;
        }
        for (MethodNode candidate : all) {
            if (candidate.getParameters().length == count) {
                return candidate;
            }
        }
        return all.getFirst();
    }

    /// A method of a value.
    @Nullable
    Object on(@Nullable Object owner, String name, Arguments arguments) {
        if (owner == null) {
            if (name.equals("toString")) {
                return "null";
            }
            throw new ScriptFailure(
                    "NullPointerException",
                    "Cannot invoke method " + name + "() on null object (line "
                            + arguments.at().line() + ")",
                    arguments.at(),
                    null);
        }
        if (owner instanceof Thing thing) {
            return thing.call(name, arguments, interpreter);
        }
        if (owner instanceof Map<?, ?> map && map.get(name) instanceof Closure closure) {
            return interpreter.invoke(closure, arguments);
        }
        return Methods.call(owner, name, arguments, interpreter);
    }

    /// `this.&name` and `value.&name`.
    Closure pointer(MethodPointerExpression e, Scope scope) {
        String name = Values.text(evaluator.value(e.getMethodName(), scope));
        if (isThis(e.getExpression())) {
            return Closure.through((in, arguments) -> in.evaluator().calls().named(name, arguments, scope));
        }
        Object owner = evaluator.value(e.getExpression(), scope);
        return Closure.through((in, arguments) -> in.evaluator().calls().on(owner, name, arguments));
    }
}
