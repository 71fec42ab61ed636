package naru.pipeline.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/// JGit without the configuration of the daemon's user and of the machine: `url.insteadOf`, `http.proxy`,
/// `core.hooksPath` and the like there would change what jobs fetch, and from where.
final class NoUserConfig extends SystemReader.Delegate {
    private NoUserConfig(SystemReader reader) {
        super(reader);
    }

    /// Takes effect for all of this process.
    static void install() {
        SystemReader reader = SystemReader.getInstance();
        if (!(reader instanceof NoUserConfig)) {
            SystemReader.setInstance(new NoUserConfig(reader));
        }
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Empty(parent, fs);
    }

    /// A file that is not there.
    private static final class Empty extends FileBasedConfig {
        Empty(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {}

        /// JGit keeps measurements of the file system here.
        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
