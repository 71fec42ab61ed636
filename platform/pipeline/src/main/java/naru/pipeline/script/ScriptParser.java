package naru.pipeline.script;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import naru.base.Fault;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.ErrorCollector;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;

/// Reads a script's text with Groovy's parser, up to its syntax tree and no further.
///
/// Only a [SourceUnit] is used, never a compilation: no transform is looked up, no annotation acts (`@Grab` included),
/// no class is loaded. Reading happens on a thread of its own with a deep stack and a time limit.
public final class ScriptParser {
    /// The longest script, in characters.
    public static final int LONGEST = 500_000;

    private static final long STACK = 64L << 20;
    private static final int SECONDS = 20;
    private static final Set<String> HARMLESS = Set.of("Field", "NonCPS");

    private ScriptParser() {}

    /// Reads a script; a syntax error, a class, an import or an annotation is a [ScriptRejected] that names its place.
    public static Script parse(String text) {
        if (text.length() > LONGEST) {
            throw reject(new Position(1, 1), "the script has " + text.length() + " characters, at most " + LONGEST, "");
        }
        FutureTask<Script> reading = new FutureTask<>(() -> read(text));
        Thread thread = new Thread(null, reading, "jenkinsfile-parser", STACK);
        thread.setDaemon(true);
        thread.start();
        try {
            return reading.get(SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw reject(new Position(1, 1), "reading the script took longer than " + SECONDS + " seconds", text);
        } catch (ExecutionException e) {
            throw unwrap(java.util.Objects.requireNonNullElse(e.getCause(), e), text);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.Kind.UNAVAILABLE, "reading the script was interrupted", e);
        }
    }

    private static RuntimeException unwrap(Throwable cause, String text) {
        return switch (cause) {
            case ScriptRejected rejected -> rejected;
            case StackOverflowError _ -> reject(new Position(1, 1), "the script is nested too deeply", text);
            default -> reject(new Position(1, 1), "the script cannot be read: " + cause, text);
        };
    }

    private static Script read(String text) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        SourceUnit unit =
                new SourceUnit("WorkflowScript", text, configuration, null, new ErrorCollector(configuration));
        ModuleNode module;
        try {
            unit.parse();
            unit.completePhase();
            unit.nextPhase();
            unit.convert();
            module = unit.getAST();
        } catch (MultipleCompilationErrorsException e) {
            throw new ScriptRejected(problems(e), text);
        } catch (CompilationFailedException e) {
            throw reject(new Position(1, 1), String.valueOf(e.getMessage()), text);
        }
        List<Problem> problems = new ArrayList<>();
        checkImports(module, problems);
        Map<String, List<MethodNode>> functions = functions(module, problems);
        checkClasses(module, problems);
        if (!problems.isEmpty()) {
            throw new ScriptRejected(problems, text);
        }
        return new Script(text, module.getStatementBlock().getStatements(), functions);
    }

    private static List<Problem> problems(MultipleCompilationErrorsException e) {
        List<Problem> problems = new ArrayList<>();
        for (var message : e.getErrorCollector().getErrors()) {
            if (message instanceof SyntaxErrorMessage syntax) {
                SyntaxException cause = syntax.getCause();
                String sentence = String.valueOf(cause.getOriginalMessage());
                problems.add(new Problem(new Position(cause.getLine(), cause.getStartColumn()), sentence));
            }
        }
        return problems.isEmpty() ? List.of(new Problem(new Position(1, 1), String.valueOf(e.getMessage()))) : problems;
    }

    private static void checkImports(ModuleNode module, List<Problem> problems) {
        List<ImportNode> imports = new ArrayList<>(module.getImports());
        imports.addAll(module.getStarImports());
        imports.addAll(module.getStaticImports().values());
        imports.addAll(module.getStaticStarImports().values());
        for (ImportNode node : imports) {
            String name = String.valueOf(node.getClassName());
            checkAnnotations(node, problems);
            if (!name.startsWith("groovy.transform.Field") && !name.endsWith("NonCPS")) {
                problems.add(problem(
                        node,
                        "import " + name + " is not available: scripts are interpreted and reach no"
                                + " Java classes; JSON is read by readJSON, files by readFile"));
            }
        }
    }

    private static Map<String, List<MethodNode>> functions(ModuleNode module, List<Problem> problems) {
        Map<String, List<MethodNode>> functions = new LinkedHashMap<>();
        for (MethodNode method : module.getMethods()) {
            checkAnnotations(method, problems);
            functions.computeIfAbsent(method.getName(), _ -> new ArrayList<>()).add(method);
        }
        return functions;
    }

    private static void checkClasses(ModuleNode module, List<Problem> problems) {
        for (ClassNode type : module.getClasses()) {
            if (!type.isScript() && type.getLineNumber() > 0) {
                problems.add(
                        problem(
                                type,
                                "class " + type.getName()
                                        + " is not possible: scripts are interpreted; use functions (def name() {…}) and maps"));
            }
        }
    }

    private static void checkAnnotations(AnnotatedNode node, List<Problem> problems) {
        for (AnnotationNode annotation : node.getAnnotations()) {
            String name = annotation.getClassNode().getNameWithoutPackage();
            if (!HARMLESS.contains(name)) {
                problems.add(problem(
                        annotation,
                        "annotation @" + name + " is not available"
                                + (name.equals("Library") ? ": shared libraries are not built yet" : "")));
            }
        }
    }

    static Problem problem(ASTNode node, String message) {
        return new Problem(Position.of(node), message);
    }

    private static ScriptRejected reject(Position at, String message, String text) {
        return new ScriptRejected(List.of(new Problem(at, message)), text);
    }
}
