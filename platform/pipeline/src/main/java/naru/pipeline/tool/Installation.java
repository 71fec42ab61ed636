package naru.pipeline.tool;

import java.util.Map;

/// An installed tool as steps see it.
///
/// @param path folder that goes in front of PATH
/// @param environment variables that programs look for it by, such as JAVA_HOME
public record Installation(String path, Map<String, String> environment) {
    /// Copies the environment.
    public Installation {
        environment = Map.copyOf(environment);
    }
}
