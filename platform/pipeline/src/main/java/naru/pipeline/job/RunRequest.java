package naru.pipeline.job;

import java.util.Map;

/// What is to be run.
///
/// @param branch empty for the job's branch or the repository's default
/// @param commit empty for the branch's head
/// @param parameters of the pipeline
/// @param cause who or what asks
public record RunRequest(String branch, String commit, Map<String, String> parameters, String cause) {
    /// Copies the parameters.
    public RunRequest {
        parameters = Map.copyOf(parameters);
    }
}
