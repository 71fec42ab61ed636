package naru.container;

import java.util.OptionalInt;

/// A command in a container as it was when asked for. Immutable.
///
/// @param id 64 hexadecimal digits
/// @param containerId whose
/// @param spec what was asked
/// @param running its process runs
/// @param pid of the process in the host's numbers; 0 before and after
/// @param exitCode once it ended
public record Exec(String id, String containerId, ExecSpec spec, boolean running, int pid, OptionalInt exitCode) {}
