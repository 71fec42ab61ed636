package naru.tests;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import naru.base.Instance;

/// Naru's command line as tests start it: from the classes that were just built.
public final class NaruProgram {
    private NaruProgram() {}

    /// The words before the command's own.
    public static List<String> line(Instance instance) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        line.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        line.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        line.add("naru.app.Main");
        line.addAll(List.of("--data", instance.data().toString()));
        line.addAll(List.of("--run", instance.run().toString()));
        return line;
    }
}
