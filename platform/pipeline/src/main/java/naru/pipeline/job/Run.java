package naru.pipeline.job;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import naru.pipeline.run.Result;
import org.jspecify.annotations.Nullable;

/// One run of a job, as kept.
///
/// @param job the job's name
/// @param number from 1
/// @param state where it is
/// @param cause who or what started it
/// @param branch the branch, empty until known
/// @param commit the commit, empty until known
/// @param parameters as given
/// @param queued when it was asked for
/// @param started when it began, if it did
/// @param finished when it ended, if it did
/// @param message why it did not succeed, or empty
public record Run(
        String job,
        int number,
        State state,
        String cause,
        String branch,
        String commit,
        Map<String, String> parameters,
        Instant queued,
        @Nullable Instant started,
        @Nullable Instant finished,
        String message) {
    /// Where a run is.
    public enum State {
        QUEUED,
        RUNNING,
        SUCCESS,
        UNSTABLE,
        FAILURE,
        ABORTED;

        /// Whether it will not change any more.
        public boolean isFinal() {
            return compareTo(RUNNING) > 0;
        }

        /// The result of a run that ended.
        public Optional<Result> result() {
            return isFinal() ? Optional.of(Result.valueOf(name())) : Optional.empty();
        }
    }

    /// Copies the parameters.
    public Run {
        parameters = Map.copyOf(parameters);
    }

    /// JOB/NUMBER.
    public String id() {
        return job + "/" + number;
    }

    Run begun(Instant now) {
        return new Run(job, number, State.RUNNING, cause, branch, commit, parameters, queued, now, null, "");
    }

    Run of(String newBranch, String newCommit) {
        return new Run(job, number, state, cause, newBranch, newCommit, parameters, queued, started, finished, message);
    }

    Run ended(State end, Instant now, String why) {
        return new Run(job, number, end, cause, branch, commit, parameters, queued, started, now, why);
    }
}
