package naru.container;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import naru.base.Fault;

/// The program that `--init` puts before a container's own: the machine's, seen from within the container.
final class InitProgram {
    private static final int HEADER = 64;
    private static final int MAGIC = 0x464c457f;
    private static final int PROGRAM_HEADER = 56;
    private static final int PT_INTERP = 3;

    private InitProgram() {}

    /// The first that is installed and needs no library, for the container has none of the machine's; UNAVAILABLE
    /// naming what to install otherwise.
    static Path find(List<String> names) {
        for (String name : names) {
            Path found = Runtime.which(name);
            if (found != null && isStatic(found)) {
                return found;
            }
        }
        throw Fault.unavailable("--init needs a small init program on this machine: apt-get install tini", null);
    }

    /// Whether an ELF file (64 bits, little endian; elf(5)) asks for no dynamic linker.
    static boolean isStatic(Path program) {
        try (FileChannel file = FileChannel.open(program, StandardOpenOption.READ)) {
            ByteBuffer header = read(file, 0, HEADER);
            if (header.getInt(0) != MAGIC) {
                return false;
            }
            long table = header.getLong(32);
            int count = Short.toUnsignedInt(header.getShort(56));
            for (int i = 0; i < count; i++) {
                if (read(file, table + (long) i * PROGRAM_HEADER, 4).getInt(0) == PT_INTERP) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static ByteBuffer read(FileChannel file, long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (file.read(bytes, at + bytes.position()) < 0) {
                throw new IOException("the file ends early");
            }
        }
        return bytes;
    }
}
