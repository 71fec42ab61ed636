package naru.tests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.base.Instance;

/// Naru's command line as tests start it: from the classes that were just built, or, where the property `naru.program`
/// names a script, by that. `./verify` names the one that runs the product, which starts in a third of the time.
public final class NaruProgram {
    private static final String PROGRAM = System.getProperty("naru.program", "");

    private NaruProgram() {}

    /// The words before the command's own.
    public static List<String> line(Instance instance) {
        List<String> line = new ArrayList<>(PROGRAM.isEmpty() ? fromClasses() : List.of(PROGRAM));
        line.addAll(List.of("--data", instance.data().toString()));
        line.addAll(List.of("--run", instance.run().toString()));
        return line;
    }

    private static List<String> fromClasses() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "naru.app.Main");
    }
}
