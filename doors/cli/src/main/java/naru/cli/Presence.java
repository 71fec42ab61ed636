package naru.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import naru.base.Fault;
import naru.base.Instance;
import naru.base.Json;
import naru.base.LockFile;
import tools.jackson.databind.JsonNode;

/// Whether an instance's daemon is there: its lock on DATA/lock says so, RUN/status.json says what it offers once
/// ready.
///
/// @param pid the daemon's process
/// @param status what it offers; empty while it starts
record Presence(long pid, Optional<JsonNode> status) {

    /// The daemon of an instance, if one runs.
    static Optional<Presence> of(Instance instance) {
        Path lock = LockFile.of(instance);
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.READ)) {
            if (!LockFile.isClaimed(channel)) {
                return Optional.empty();
            }
            long pid = Long.parseLong(
                    Files.readString(lock, StandardCharsets.UTF_8).strip());
            return Optional.of(new Presence(pid, status(instance, pid)));
        } catch (NoSuchFileException | NumberFormatException e) {
            return Optional.empty(); // never started, or so young that it has not written its number yet
        } catch (IOException e) {
            throw new Fault(Fault.Kind.FORBIDDEN, "cannot look at " + lock + " (are you root?): " + e.getMessage(), e);
        }
    }

    /// The daemon of an instance, or the sentence that says how to start one.
    static Presence need(Instance instance) {
        return of(instance)
                .filter(presence -> presence.status().isPresent())
                .orElseThrow(() -> new NotRunning(
                        "the daemon of " + instance.data() + " is not running: start it with 'naru up'"));
    }

    static Path statusFile(Instance instance) {
        return instance.run().resolve("status.json");
    }

    private static Optional<JsonNode> status(Instance instance, long pid) throws IOException {
        try {
            JsonNode status = Json.tree(Files.readAllBytes(statusFile(instance)));
            return status.path("pid").asLong(0) == pid ? Optional.of(status) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
