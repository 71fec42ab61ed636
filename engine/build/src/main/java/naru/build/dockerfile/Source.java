package naru.build.dockerfile;

import naru.base.Fault;

/// Where an instruction stands, and how it was written.
///
/// @param line its first line, from 1
/// @param lastLine its last line, heredocs included
/// @param text the instruction as one line, continuations joined
public record Source(int line, int lastLine, String text) {
    /// The fault that a reader of the file can act on.
    public Fault fault(String problem) {
        return Fault.invalid("dockerfile parse error on line " + line + ": " + problem);
    }

    /// The fault for what the language has and Naru has not.
    public Fault unsupported(String what) {
        return Fault.notImplemented("dockerfile line " + line + ": " + what + " is not supported yet");
    }
}
