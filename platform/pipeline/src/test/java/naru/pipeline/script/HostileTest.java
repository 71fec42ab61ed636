package naru.pipeline.script;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Scripts that try to reach the machine, or to use it up.
class HostileTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "System.exit(1)",
                "java.lang.System.exit(1)",
                "'id'.execute()",
                "['id'].execute()",
                "''.class",
                "''.class.classLoader",
                "''.getClass()",
                "1.getClass().forName('java.lang.Runtime')",
                "Jenkins.instance",
                "jenkins.model.Jenkins.get()",
                "hudson.model.Hudson.instance",
                "new File('/etc/passwd').text",
                "new java.io.File('/etc/passwd')",
                "new ProcessBuilder('id').start()",
                "new URL('http://localhost').text",
                "System.getenv()",
                "Runtime.runtime.exec('id')",
                "Class.forName('java.lang.Runtime')",
                "Thread.sleep(1)",
                "Eval.me('1')",
                "new GroovyShell().evaluate('1')",
                "evaluate('1')",
                "this.class",
                "this.binding",
                "this.metaClass",
                "String.metaClass.foo = { }",
                "[].metaClass",
                "({}).owner.class",
                "({ -> }).getOwner()",
                "''.@value",
                "[a: 1].getClass()",
                "'x' as File",
                "(Runtime) 'x'",
                "['/etc/passwd'] as java.io.File",
                "def f = ''.&execute; f()",
                "def f = String.&forName; f('x')",
                "def n = 'class'; ''.\"$n\"",
                "def n = 'getClass'; ''.\"$n\"()",
                "try { throw new Exception('x') } catch (e) { e.class }",
                "try { throw new Exception('x') } catch (e) { e.getStackTrace()[0].getClass() }",
                "synchronized(this) { }",
                "import java.lang.Runtime\nRuntime",
                "@Grab('a:b:1') import foo.Bar\n1",
                "@groovy.transform.ASTTest(value={ assert System.exit(1) }) def x = 1",
                "class A { static { System.exit(1) } }\nnew A()",
                "enum E { A }",
                "println 1.0e999999999 * 1",
            })
    void isRefusedWithASentence(String script) {
        assertThatThrownBy(() -> EchoHost.run(script))
                .isInstanceOfAny(ScriptFailure.class, ScriptRejected.class)
                .message()
                .isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "while (true) { }",
                "for (;;) { }",
                "while (true) { try { throw new Exception('x') } catch (Throwable t) { } }",
                "def f() { f() }; f()",
                "def f = null; f = { f() }; f()",
                "def s = 'x'; while (true) { s = s + s }",
                "'x' * 2000000000",
                "'x'.padLeft(2000000000)",
                "def l = []; while (true) { l << 'x' }",
                "def l = [1]; while (true) { l = l + l }",
                "(1..2000000000).toList()",
                "(1..2000000000).collect { it }",
                "(1..2000000000).each { }",
                "2000000000.times { }",
                "def m = [:]; def i = 0; while (true) { m[i++] = 1 }",
                "('a' * 60) ==~ /(a|aa)+\\1b/",
                "('a' * 60).replaceAll(/(a|aa)+\\1b/, '')",
                "def s = 'a' * 1000; while (true) { s = s.replace('a', 'aa') }",
            })
    void isStoppedByItsBudget(String script) {
        assertThatThrownBy(() -> EchoHost.run(script)).isInstanceOf(ScriptStopped.class);
    }

    @Test
    void deepNestingDoesNoHarm() {
        String deep = "(".repeat(20_000) + "1" + ")".repeat(20_000);
        try {
            org.assertj.core.api.Assertions.assertThat(EchoHost.run(deep)).isEqualTo(1);
        } catch (ScriptRejected | ScriptStopped e) {
            org.assertj.core.api.Assertions.assertThat(e).hasMessageContaining("deep");
        }
    }

    @Test
    void aListInsideItselfCanBePrinted() {
        org.assertj.core.api.Assertions.assertThat(EchoHost.run("def l = []; l << l; l.toString().size() > 0"))
                .isEqualTo(true);
    }

    @Test
    void unknownStepNamesThePlaceAndTheNearest() {
        assertThatThrownBy(() -> EchoHost.run("\n\n  ecko 'x'"))
                .hasMessage("unknown step 'ecko' at line 3, column 3; did you mean 'echo'?");
    }

    @Test
    void aSyntaxErrorIsReportedAsJenkinsDoes() {
        assertThatThrownBy(() -> EchoHost.run("def x = [1, 2\necho x"))
                .isInstanceOf(ScriptRejected.class)
                .hasMessageContaining("startup failed:\nWorkflowScript: 2: ")
                .hasMessageContaining("@ line 2, column ");
    }
}
