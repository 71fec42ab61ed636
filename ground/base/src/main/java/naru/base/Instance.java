package naru.base;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.zip.CRC32;

/// Where one Naru lives: its durable folder, its run-time folder, and the short id that its kernel objects carry.
///
/// Several instances run side by side: everything that is global on a machine (interfaces, nftables tables, cgroups)
/// has the id in its name. The id follows from the data folder alone, so it survives restarts.
///
/// @param data durable folder, absolute (default /var/lib/naru)
/// @param run folder for sockets, pid files and namespaces, absolute (default /run/naru)
public record Instance(Path data, Path run) {
    /// Makes both paths absolute.
    public Instance {
        data = data.toAbsolutePath().normalize();
        run = run.toAbsolutePath().normalize();
    }

    /// Eight hexadecimal digits, the same for the same data folder.
    public String id() {
        CRC32 crc = new CRC32();
        crc.update(data.toString().getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
