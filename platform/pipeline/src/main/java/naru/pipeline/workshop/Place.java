package naru.pipeline.workshop;

import java.io.InputStream;
import java.util.List;
import java.util.Map;

/// An open place: programs run in it until it is closed. Safe for use by many threads.
///
/// Everything a pipeline does to files, it does by programs run here, so that a link in the workspace leads nowhere but
/// into the place itself.
public interface Place extends AutoCloseable {
    /// Absolute path of the workspace inside.
    String workspace();

    /// Runs a program to its end and answers its exit code. An interrupt of the calling thread kills the program with
    /// all its children, then throws.
    int run(Command command, InputStream input, Workshop.Output out, Workshop.Output err) throws InterruptedException;

    /// Ends everything that runs here and takes the place away; the workspace stays.
    @Override
    void close();

    /// A program to run.
    ///
    /// @param words program and arguments; never hold a secret
    /// @param environment added to the place's
    /// @param folder working folder, absolute
    record Command(List<String> words, Map<String, String> environment, String folder) {
        /// Copies the collections.
        public Command {
            words = List.copyOf(words);
            environment = Map.copyOf(environment);
        }
    }
}
