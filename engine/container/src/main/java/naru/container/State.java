package naru.container;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;

/// Where a container is in its life; each has only what exists there.
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
@JsonSubTypes({
    @JsonSubTypes.Type(value = State.Created.class, name = "created"),
    @JsonSubTypes.Type(value = State.Running.class, name = "running"),
    @JsonSubTypes.Type(value = State.Paused.class, name = "paused"),
    @JsonSubTypes.Type(value = State.Restarting.class, name = "restarting"),
    @JsonSubTypes.Type(value = State.Exited.class, name = "exited")
})
public sealed interface State {
    /// Never started.
    ///
    /// @param exitCode 0, or 126, 127, 128 if a start failed
    /// @param error why the last start failed, or empty
    record Created(int exitCode, String error) implements State {}

    /// Its process runs.
    ///
    /// @param pid of its first process, in the host's numbers
    record Running(int pid, Instant startedAt) implements State {}

    /// Its processes are frozen.
    record Paused(int pid, Instant startedAt) implements State {}

    /// It ended and will be started again.
    record Restarting(int exitCode, boolean oomKilled, Instant startedAt, Instant finishedAt) implements State {}

    /// It ended.
    ///
    /// @param exitCode of its first process, 128 and the signal's number when one killed it
    /// @param oomKilled the memory limit was the reason
    /// @param error why the last start failed, or empty
    record Exited(int exitCode, boolean oomKilled, Instant startedAt, Instant finishedAt, String error)
            implements State {}
}
