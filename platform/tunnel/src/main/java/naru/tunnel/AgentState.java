package naru.tunnel;

import java.time.Duration;
import java.time.Instant;

/// Where an agent stands, for its status listener.
public sealed interface AgentState {
    /// Dialling; the first attempt of a row is 1.
    record Connecting(int attempt) implements AgentState {}

    /// The name answers: requests come in.
    ///
    /// @param name the name held, such as `shop`
    /// @param url the public address, such as `http://shop.localhost:7080`
    /// @param since when the session began
    record Online(String name, String url, Instant since) implements AgentState {}

    /// The relay cannot be reached, or refused for now: the agent tries again by itself.
    record Away(String why, Duration retryIn) implements AgentState {}

    /// The relay refused for good (token, name): trying again would not help, the agent has stopped.
    record Failed(String why) implements AgentState {}

    /// Closed by its owner.
    record Closed() implements AgentState {}
}
