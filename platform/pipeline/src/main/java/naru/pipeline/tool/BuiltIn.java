package naru.pipeline.tool;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Tools that need no definition: a name with a version in it is enough (`nodejs 'node22'`, `maven '3.9.9'`, `jdk
/// 'jdk-21'`). They are brought by the machine's own npm and Maven, from where those are configured to look, with
/// their check sums; a JDK is one of this machine's.
final class BuiltIn {
    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+){0,2}");

    /// npm's packages of Node.js are its programs alone: npm and yarn come beside it.
    private static final String NODEJS = """
            command -v npm >/dev/null || { echo 'this machine has no npm to bring Node.js with' >&2; exit 1; }
            cd "$NARU_TOOL"
            case $(uname -m) in aarch64) machine=arm64 ;; *) machine=x64 ;; esac
            npm install --silent --fetch-retries=1 --fetch-timeout=60000 --no-audit \
              --no-fund --no-package-lock --prefix . \
              "node-linux-$machine@$VERSION" npm@10 yarn@1
            mkdir bin
            for program in npm npx yarn; do ln -s "../node_modules/.bin/$program" bin/; done
            ln -s "../node_modules/node-linux-$machine/bin/node" bin/node
            ./bin/node --version
            """;
    private static final String MAVEN = """
            command -v mvn >/dev/null || { echo 'this machine has no Maven to bring another with' >&2; exit 1; }
            cd /tmp
            mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack -DoutputDirectory=/tmp/unpacked \
              "-Dartifact=org.apache.maven:apache-maven:$VERSION:tar.gz:bin"
            cp -a /tmp/unpacked/*/. "$NARU_TOOL"/
            chmod +x "$NARU_TOOL"/bin/mvn
            """;
    private static final String JDK = """
            for home in /usr/lib/jvm/*/; do
              grep -qs "^JAVA_VERSION=\\"$VERSION[.\\"]" "$home/release" || continue
              [ -x "$home/bin/javac" ] || continue
              cp -rL "$home/." "$NARU_TOOL"/
              exit 0
            done
            echo "no JDK $VERSION is under /usr/lib/jvm on this machine" >&2
            exit 1
            """;

    private BuiltIn() {}

    static Optional<ToolDefinition> find(String kind, String name) {
        Matcher version = VERSION.matcher(name);
        if (!version.find()) {
            return Optional.empty();
        }
        String script = switch (kind) {
            case "nodejs" -> NODEJS;
            case "maven" -> MAVEN;
            case "jdk" -> JDK;
            default -> "";
        };
        String assigned = "VERSION=" + version.group() + "\n" + script;
        return script.isEmpty()
                ? Optional.empty()
                : Optional.of(new ToolDefinition(kind, name, new ToolDefinition.Command(assigned)));
    }
}
