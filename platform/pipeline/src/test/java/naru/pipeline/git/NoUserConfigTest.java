package naru.pipeline.git;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;

class NoUserConfigTest {
    @Test
    void nothingOfTheUsersOrTheMachinesConfigurationIsRead() throws Exception {
        NoUserConfig.install();
        NoUserConfig.install();
        SystemReader reader = SystemReader.getInstance();
        for (FileBasedConfig config : List.of(
                reader.openUserConfig(null, FS.DETECTED),
                reader.openSystemConfig(null, FS.DETECTED),
                reader.openJGitConfig(null, FS.DETECTED))) {
            config.load();
            config.save();
            assertThat(config.getFile()).isNull();
            assertThat(config.getSections()).isEmpty();
        }
    }
}
