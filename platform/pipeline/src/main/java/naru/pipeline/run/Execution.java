package naru.pipeline.run;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import naru.pipeline.script.Budget;
import naru.pipeline.script.Interpreter;
import naru.pipeline.script.Program;
import naru.pipeline.script.Script;
import naru.pipeline.script.ScriptFailure;
import naru.pipeline.script.ScriptParser;
import naru.pipeline.script.ScriptRejected;
import naru.pipeline.script.ScriptStopped;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.jspecify.annotations.Nullable;

/// One run of a Jenkinsfile from its text to its end. [#run] is called once; [#cancel] from any thread.
public final class Execution {
    private static final System.Logger LOG = System.getLogger("naru.pipeline");

    private final Setup setup;
    private final String text;
    private final Current current;
    private final Budget budget = new Budget();
    private @Nullable Branch main;
    private @Nullable String cancelled;

    /// A run with what it needs and the Jenkinsfile's text.
    public Execution(Setup setup, String text) {
        this.setup = setup;
        this.text = text;
        this.current = new Current(setup);
    }

    /// How a run ended.
    ///
    /// @param message why it did not succeed; empty otherwise
    public record Outcome(Result result, String message) {}

    /// Runs all on the calling thread. Failures of the script are outcomes; the log ends with `Finished: RESULT`.
    public Outcome run() {
        Outcome outcome = outcome();
        setup.log().line("Finished: " + outcome.result());
        return outcome;
    }

    private Outcome outcome() {
        String message = "";
        try {
            execute();
        } catch (ScriptRejected e) {
            message = fail(Result.FAILURE, String.valueOf(e.getMessage()));
        } catch (ScriptFailure e) {
            String prefix = e instanceof Branch.Interrupted ? "" : "ERROR: ";
            message = fail(
                    Current.of(e), prefix + (e.simpleType().equals("AbortException") ? e.sentence() : e.located()));
        } catch (ScriptStopped e) {
            message = fail(isCancelled() ? Result.ABORTED : Result.FAILURE, String.valueOf(e.getMessage()));
        } catch (Fault e) {
            message = fail(Result.FAILURE, "ERROR: " + e.sentence());
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "run " + setup.job() + "/" + setup.number(), e);
            message = fail(Result.FAILURE, "ERROR: this is a fault of ours, the daemon's log has more: " + e);
        } finally {
            current.workspaces().forEach(this::discard);
        }
        return new Outcome(current.result(), setup.log().masker().mask(message));
    }

    private String fail(Result result, String message) {
        current.worsen(result);
        setup.log().line(message);
        return message;
    }

    private void discard(String workspace) {
        try {
            setup.workshop().discard(workspace);
        } catch (Fault e) {
            LOG.log(System.Logger.Level.WARNING, "workspace " + workspace + " stays", e);
        }
    }

    private void execute() {
        Script script = ScriptParser.parse(text);
        Optional<ClosureExpression> pipeline = ModelReader.find(script);
        Map<String, Step> steps = new HashMap<>();
        ShellSteps.add(steps);
        FlowSteps.add(steps);
        SecretSteps.add(steps);
        FileSteps.add(steps);
        ScmSteps.add(steps);
        DeploySteps.add(steps);
        if (pipeline.isPresent()) {
            ModelReader reader = new ModelReader();
            Model model = reader.read(pipeline.get());
            if (!reader.problems().isEmpty()) {
                throw new ScriptRejected(reader.problems(), text);
            }
            steps.put("pipeline", (host, _, interpreter) -> {
                new Declarative(model).run(host, interpreter);
                return null;
            });
        }
        Branch branch = new Branch(null, Thread.currentThread());
        StepHost host = new StepHost(current, branch, Map.copyOf(steps), new Frame(null, "", Map.of()));
        begin(branch);
        new Interpreter(new Program(script, budget), host).run(script.statements());
    }

    private synchronized void begin(Branch branch) {
        main = branch;
        String reason = cancelled;
        if (reason != null) {
            branch.interrupt(new Branch.Interruption(reason, Result.ABORTED));
        }
    }

    private synchronized boolean isCancelled() {
        return cancelled != null;
    }

    /// Asks the run to end: what runs is killed, `post` still runs. A second call ends the script at once.
    public synchronized void cancel(String reason) {
        if (cancelled != null) {
            budget.kill(reason);
        }
        cancelled = reason;
        Branch branch = main;
        if (branch != null) {
            branch.interrupt(new Branch.Interruption(reason, Result.ABORTED));
        }
    }
}
