package naru.container;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Whether the kernel has AppArmor.
final class AppArmor {
    /// Whether profiles can be applied.
    static final boolean IN_KERNEL = inKernel();

    private AppArmor() {}

    private static boolean inKernel() {
        try {
            return Files.readString(Path.of("/sys/module/apparmor/parameters/enabled"))
                    .startsWith("Y");
        } catch (IOException e) {
            return false; // not built into this kernel
        }
    }
}
