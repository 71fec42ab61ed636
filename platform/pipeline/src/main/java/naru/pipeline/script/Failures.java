package naru.pipeline.script;

import java.util.Set;

/// Which `catch` takes which failure: a small family of names instead of classes.
final class Failures {
    private static final Set<String> EVERYTHING = Set.of("Throwable", "Exception", "Object");
    private static final Set<String> CHECKED =
            Set.of("AbortException", "IOException", "FileNotFoundException", "TimeoutException");

    private Failures() {}

    static boolean matches(ScriptFailure failure, String type) {
        String wanted = type.substring(type.lastIndexOf('.') + 1);
        String thrown = failure.simpleType();
        if (thrown.equals(wanted) || wanted.equals("Throwable") || wanted.equals("Object")) {
            return true;
        }
        boolean error = thrown.endsWith("Error");
        if (EVERYTHING.contains(wanted)) {
            return !error;
        }
        return switch (wanted) {
            case "Error" -> error;
            case "IOException" -> CHECKED.contains(thrown);
            case "RuntimeException" ->
                !error
                        && !CHECKED.contains(thrown)
                        && !thrown.equals("Exception")
                        && !thrown.equals("FlowInterruptedException");
            case "InterruptedException" -> thrown.equals("FlowInterruptedException");
            default -> false;
        };
    }
}
