package naru.pipeline.script;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.Parameter;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.stmt.Statement;
import org.jspecify.annotations.Nullable;

/// Walks a script's syntax tree for one branch of a run. Used by one thread at a time.
public final class Interpreter {
    private final Program program;
    private final Host host;
    private final Evaluator evaluator;
    private final Executor executor;
    private final Scope top;
    private int depth;

    /// An interpreter of a program with the steps of a host, among names of its own.
    public Interpreter(Program program, Host host) {
        this(program, host, new Scope(null));
    }

    private Interpreter(Program program, Host host, Scope top) {
        this.program = program;
        this.host = host;
        this.top = top;
        this.evaluator = new Evaluator(this);
        this.executor = new Executor(this, evaluator);
    }

    /// Another branch of the same run with its own host; it sees the names of this one.
    public Interpreter branch(Host other) {
        return new Interpreter(program, other, new Scope(top));
    }

    /// Runs statements among this interpreter's names; the value is that of the last one.
    public @Nullable Object run(List<Statement> statements) {
        return turn(() -> {
            try {
                @Nullable Object value = null;
                for (Statement statement : statements) {
                    value = executor.execute(statement, top);
                }
                return value;
            } catch (Signal.Return signal) {
                return signal.value;
            }
        });
    }

    /// Runs the code of a block that stands in a declarative pipeline.
    public @Nullable Object run(ClosureExpression block) {
        return run(List.of(block.getCode()));
    }

    /// The value of an expression of a declarative pipeline.
    public @Nullable Object evaluate(Expression expression) {
        return turn(() -> evaluator.value(expression, top));
    }

    /// Calls a closure that a step was given.
    public @Nullable Object call(Closure closure, @Nullable Object... values) {
        List<@Nullable Object> list = new ArrayList<>(values.length);
        for (Object value : values) {
            list.add(value);
        }
        return invoke(closure, Arguments.of("call", list, Position.NONE));
    }

    /// Does something that waits, while other branches compute.
    public <T extends @Nullable Object> T unlocked(Callable<T> wait) {
        int held = program.turn().getHoldCount();
        for (int i = 0; i < held; i++) {
            program.turn().unlock();
        }
        try {
            return wait.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            host.poll(Position.NONE);
            throw new ScriptFailure("FlowInterruptedException", "interrupted", Position.NONE, e);
        } catch (Exception e) {
            throw new ScriptFailure("Exception", String.valueOf(e.getMessage()), Position.NONE, e);
        } finally {
            for (int i = 0; i < held; i++) {
                program.turn().lock();
            }
        }
    }

    /// What the run may use.
    public Budget budget() {
        return program.budget();
    }

    Program program() {
        return program;
    }

    Host host() {
        return host;
    }

    Evaluator evaluator() {
        return evaluator;
    }

    /// Counts one operation, and now and then gives others a turn and looks for an interruption.
    void tick(Position at) {
        if (program.budget().tick()) {
            host.poll(at);
            if (program.turn().hasQueuedThreads()) {
                unlocked(() -> null);
            }
        }
    }

    private @Nullable Object turn(Callable<@Nullable Object> work) {
        program.turn().lock();
        try {
            return work.call();
        } catch (StackOverflowError e) {
            throw new ScriptStopped("the script was stopped: it is nested too deeply");
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        } finally {
            program.turn().unlock();
        }
    }

    @Nullable
    Object invoke(Closure closure, Arguments arguments) {
        Closure.Native through = closure.through();
        List<@Nullable Object> values = arguments.flat();
        if (!closure.curried().isEmpty()) {
            List<@Nullable Object> all = new ArrayList<>(closure.curried());
            all.addAll(values);
            values = all;
        }
        if (through != null) {
            return through.call(this, Arguments.of(arguments.call(), values, arguments.at()));
        }
        return runBody(closure, values, arguments);
    }

    @Nullable
    Object invokeFunction(MethodNode function, Arguments arguments) {
        Closure closure = new Closure(function.getCode(), function.getParameters(), new Scope(null), true);
        return runBody(closure, arguments.flat(), arguments);
    }

    private @Nullable Object runBody(Closure closure, List<@Nullable Object> values, Arguments arguments) {
        if (++depth > Budget.DEPTH) {
            depth = 0;
            throw new ScriptStopped("the script was stopped: more than " + Budget.DEPTH
                    + " calls within calls (an endless recursion?) at line "
                    + arguments.at().line());
        }
        program.turn().lock();
        try {
            tick(arguments.at());
            Scope scope = new Scope(closure.scope(), closure);
            bind(closure, values, scope, arguments);
            Statement code = closure.code();
            return code == null ? null : executor.execute(code, scope);
        } catch (Signal.Return signal) {
            return signal.value;
        } finally {
            depth = Math.max(0, depth - 1);
            program.turn().unlock();
        }
    }

    private void bind(Closure closure, List<@Nullable Object> given, Scope scope, Arguments arguments) {
        Parameter[] parameters = closure.parameters();
        if (parameters == null) {
            scope.declare("it", given.isEmpty() ? null : given.getFirst());
            return;
        }
        List<@Nullable Object> values = given;
        if (parameters.length > 1 && values.size() == 1 && values.getFirst() instanceof List<?> spread) {
            values = Values.list(spread);
        }
        int last = parameters.length - 1;
        boolean varargs = last >= 0 && parameters[last].getType().isArray();
        if (values.size() > parameters.length && !varargs && closure.isFunction()) {
            throw ScriptFailure.at(
                    arguments.at(),
                    "'" + arguments.call() + "' takes " + parameters.length + " argument(s), not " + values.size()
                            + " (line " + arguments.at().line() + ")");
        }
        for (int i = 0; i <= last; i++) {
            Object value =
                    varargs && i == last ? rest(values, i) : argument(parameters[i], i, values, scope, arguments);
            scope.declare(parameters[i].getName(), Casts.declared(parameters[i].getType(), value, arguments.at()));
        }
    }

    private static Object rest(List<@Nullable Object> values, int from) {
        if (values.size() == from + 1 && values.get(from) instanceof List<?> list) {
            return list;
        }
        return new ArrayList<>(values.subList(Math.min(from, values.size()), values.size()));
    }

    private @Nullable Object argument(
            Parameter parameter, int index, List<@Nullable Object> values, Scope scope, Arguments arguments) {
        if (index < values.size()) {
            return values.get(index);
        }
        Expression initial = parameter.getInitialExpression();
        if (initial != null) {
            return evaluator.value(initial, scope);
        }
        if (values.isEmpty() && index == 0) {
            return null;
        }
        throw ScriptFailure.at(
                arguments.at(),
                "'" + arguments.call() + "' needs a value for '" + parameter.getName() + "' (line "
                        + arguments.at().line() + ")");
    }
}
