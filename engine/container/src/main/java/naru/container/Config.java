package naru.container;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What runs in a container, as far as it does not depend on the machine. An image has one too: what a container
/// leaves empty comes from there.
///
/// @param image name or id, as asked
/// @param hostname empty for the short id
/// @param domainname or empty
/// @param user name or number with an optional `:group`; empty is root
/// @param attachStdin kept and shown
/// @param attachStdout kept and shown
/// @param attachStderr kept and shown
/// @param tty the process gets a terminal
/// @param openStdin the process' standard input stays open
/// @param stdinOnce it closes when the first attached client goes
/// @param env `NAME=value`; a `NAME` alone removes it
/// @param cmd the command, or the arguments of the entry point; null inherits
/// @param entrypoint the command's fixed front; null inherits, empty clears the image's
/// @param workingDir folder the command starts in; empty is `/`
/// @param labels free text by name
/// @param exposedPorts such as `80/tcp`
/// @param volumes paths that get an anonymous volume
/// @param stopSignal name or number; empty is SIGTERM
/// @param stopTimeout seconds until a stop kills, null for 10; negative waits for ever
/// @param healthcheck how health is tested, or null to inherit
/// @param further what is rarely said
public record Config(
        String image,
        String hostname,
        String domainname,
        String user,
        boolean attachStdin,
        boolean attachStdout,
        boolean attachStderr,
        boolean tty,
        boolean openStdin,
        boolean stdinOnce,
        List<String> env,
        @Nullable List<String> cmd,
        @Nullable List<String> entrypoint,
        String workingDir,
        Map<String, String> labels,
        Set<String> exposedPorts,
        Set<String> volumes,
        String stopSignal,
        @Nullable Integer stopTimeout,
        @Nullable HealthTest healthcheck,
        Further further) {
    /// What is rarely said.
    ///
    /// @param onBuild steps for images that are built on one made of this container
    /// @param shell words before a health test's line; empty for `/bin/sh -c`
    /// @param rows of the terminal at first, 0 for the runtime's choice
    /// @param columns of the terminal at first, 0 for the runtime's choice
    public record Further(List<String> onBuild, List<String> shell, int rows, int columns) {
        /// Nothing.
        public static final Further NONE = new Further(List.of(), List.of(), 0, 0);
    }

    /// Without what is rarely said.
    public Config(
            String image,
            String hostname,
            String domainname,
            String user,
            boolean attachStdin,
            boolean attachStdout,
            boolean attachStderr,
            boolean tty,
            boolean openStdin,
            boolean stdinOnce,
            List<String> env,
            @Nullable List<String> cmd,
            @Nullable List<String> entrypoint,
            String workingDir,
            Map<String, String> labels,
            Set<String> exposedPorts,
            Set<String> volumes,
            String stopSignal,
            @Nullable Integer stopTimeout,
            @Nullable HealthTest healthcheck) {
        this(
                image,
                hostname,
                domainname,
                user,
                attachStdin,
                attachStdout,
                attachStderr,
                tty,
                openStdin,
                stdinOnce,
                env,
                cmd,
                entrypoint,
                workingDir,
                labels,
                exposedPorts,
                volumes,
                stopSignal,
                stopTimeout,
                healthcheck,
                Further.NONE);
    }

    /// One that says nothing but the image.
    public static Config of(String image) {
        return new Config(
                image, "", "", "", false, true, true, false, false, false, List.of(), null, null, "", Map.of(),
                Set.of(), Set.of(), "", null, null);
    }

    /// The same with a command.
    public Config withCmd(String... command) {
        return copy(hostname, user, attachStdin, tty, openStdin, stdinOnce, env, List.of(command), healthcheck);
    }

    /// The same with another host name.
    public Config withHostname(String name) {
        return copy(name, user, attachStdin, tty, openStdin, stdinOnce, env, cmd, healthcheck);
    }

    /// The same with a user and environment.
    public Config withUser(String name, List<String> environment) {
        return copy(hostname, name, attachStdin, tty, openStdin, stdinOnce, environment, cmd, healthcheck);
    }

    /// The same with open standard input, closed after the first client when `once`, and a terminal or not.
    public Config withStdin(boolean once, boolean terminal) {
        return copy(hostname, user, true, terminal, true, once, env, cmd, healthcheck);
    }

    /// The same with another environment and other exposed ports.
    public Config withEnv(List<String> environment, Set<String> ports) {
        Config with = copy(hostname, user, attachStdin, tty, openStdin, stdinOnce, environment, cmd, healthcheck);
        return with.with(labels, ports);
    }

    /// The same with other labels.
    public Config withLabels(Map<String, String> others) {
        return with(others, exposedPorts);
    }

    private Config with(Map<String, String> newLabels, Set<String> ports) {
        return new Config(
                image,
                hostname,
                domainname,
                user,
                attachStdin,
                attachStdout,
                attachStderr,
                tty,
                openStdin,
                stdinOnce,
                env,
                cmd,
                entrypoint,
                workingDir,
                newLabels,
                ports,
                volumes,
                stopSignal,
                stopTimeout,
                healthcheck,
                further);
    }

    /// The same with a health test.
    public Config withHealthcheck(HealthTest test) {
        return copy(hostname, user, attachStdin, tty, openStdin, stdinOnce, env, cmd, test);
    }

    private Config copy(
            String newHostname,
            String newUser,
            boolean newAttachStdin,
            boolean newTty,
            boolean newOpenStdin,
            boolean newStdinOnce,
            List<String> newEnv,
            @Nullable List<String> newCmd,
            @Nullable HealthTest newHealthcheck) {
        return new Config(
                image,
                newHostname,
                domainname,
                newUser,
                newAttachStdin,
                attachStdout,
                attachStderr,
                newTty,
                newOpenStdin,
                newStdinOnce,
                newEnv,
                newCmd,
                entrypoint,
                workingDir,
                labels,
                exposedPorts,
                volumes,
                stopSignal,
                stopTimeout,
                newHealthcheck,
                further);
    }
}
