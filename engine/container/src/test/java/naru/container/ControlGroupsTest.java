package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import naru.base.Fault;
import naru.linux.CgroupMoves;
import org.junit.jupiter.api.Test;

class ControlGroupsTest {
    private static final ControlGroups FOLDERS = new ControlGroups(CgroupDriver.CGROUPFS, "abc", CgroupMoves.begin());
    private static final ControlGroups SCOPES = new ControlGroups(CgroupDriver.SYSTEMD, "abc", CgroupMoves.begin());

    private static Resources below(String parent) {
        return new Resources(0, 0, 0, 0, 0, 0, 0, "", "", 0, false, 0, List.of(), List.of(), List.of(), parent);
    }

    private static String folder(ControlGroups groups, String parent) {
        return ControlGroups.folder(groups.path("c1", below(parent)));
    }

    @Test
    void foldersAreTheInstancesOrBelowAParent() {
        assertThat(folder(FOLDERS, "")).isEqualTo("/naru-abc/c1").isEqualTo(FOLDERS.path("c1"));
        assertThat(folder(FOLDERS, "/a/../b:c")).isEqualTo("/b:c/c1");
        assertThat(folder(FOLDERS, "x.slice")).isEqualTo("/x.slice/c1");
    }

    @Test
    void scopesAreInSlicesOfSlices() {
        assertThat(SCOPES.path("c1", below(""))).isEqualTo("system.slice:naru:c1");
        assertThat(ControlGroups.scope("system.slice:naru:c1")).isEqualTo("naru-c1.scope");
        assertThat(folder(SCOPES, "")).isEqualTo("/system.slice/naru-c1.scope");
        assertThat(folder(SCOPES, "a-b-c.slice")).isEqualTo("/a.slice/a-b.slice/a-b-c.slice/naru-c1.scope");
        assertThat(folder(SCOPES, "-.slice")).isEqualTo("/naru-c1.scope");
    }

    @Test
    void aParentThatIsNoSliceIsRefused() {
        for (String parent : List.of("/x", "x", ".slice", "x.slice/")) {
            assertThatThrownBy(() -> SCOPES.check(below(parent)))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("should be a valid slice named as \"xxx.slice\"");
        }
        for (String parent : List.of("a--b.slice", "-a.slice", "a-.slice", "a/b.slice", "a:b.slice", "a b.slice")) {
            assertThatThrownBy(() -> SCOPES.check(below(parent)))
                    .isInstanceOf(Fault.class)
                    .hasMessageContaining("invalid slice name: " + parent);
        }
    }
}
