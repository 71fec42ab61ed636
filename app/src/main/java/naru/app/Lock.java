package naru.app;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import naru.base.Fault;
import naru.base.Instance;
import naru.base.LockFile;

/// The claim of one daemon on its data folder ([LockFile]). The kernel gives it back whatever ends the process.
final class Lock implements AutoCloseable {
    private final FileChannel channel;

    private Lock(FileChannel channel) {
        this.channel = channel;
    }

    /// Takes the lock, or says who has it.
    static Lock take(Instance instance) {
        Path file = LockFile.of(instance);
        try {
            Closed.folder(instance.data());
            Files.createDirectories(instance.run());
            Closed.folder(instance.run().resolve("containers"));
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE);
            if (!LockFile.claim(channel)) {
                channel.close();
                throw Fault.conflict("the data folder " + instance.data() + " is in use by the naru with process "
                        + Files.readString(file).strip() + ": stop it with 'naru down', or use another --data");
            }
            channel.truncate(0);
            String pid = ProcessHandle.current().pid() + "\n";
            channel.write(ByteBuffer.wrap(pid.getBytes(StandardCharsets.US_ASCII)));
            return new Lock(channel);
        } catch (IOException e) {
            throw new Fault(
                    Fault.Kind.FORBIDDEN, "cannot use the data folder " + instance.data() + ": " + e.getMessage(), e);
        }
    }

    /// Fails if the claim is lost.
    void check() {
        if (!channel.isOpen()) {
            throw Fault.conflict("the lock on the data folder was given up");
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new Fault(Fault.Kind.INTERNAL, "cannot give the lock back: " + e.getMessage(), e);
        }
    }
}
