package naru.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class SeccompTest {
    private static List<String> allowed(List<String> capabilities) {
        List<String> names = new ArrayList<>();
        for (JsonNode rule : Seccomp.filter(capabilities).path("syscalls")) {
            if (rule.path("action").asString("").equals("SCMP_ACT_ALLOW")
                    && rule.path("args").isEmpty()) {
                rule.path("names").forEach(name -> names.add(name.asString("")));
            }
        }
        return names;
    }

    @Test
    void whatIsNotAllowedIsNotPermitted() {
        JsonNode filter = Seccomp.filter(List.of());
        assertThat(filter.path("defaultAction").asString("")).isEqualTo("SCMP_ACT_ERRNO");
        assertThat(filter.path("defaultErrnoRet").asInt()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        "CAP_SYS_ADMIN, unshare",
        "CAP_SYS_ADMIN, mount",
        "CAP_SYS_ADMIN, setns",
        "CAP_SYS_ADMIN, clone",
        "CAP_SYS_MODULE, init_module",
        "CAP_SYS_BOOT, reboot",
        "CAP_SYS_TIME, settimeofday",
        "CAP_SYS_NICE, mbind",
        "CAP_SYSLOG, syslog",
        "CAP_BPF, bpf",
        "CAP_PERFMON, perf_event_open",
        "CAP_DAC_READ_SEARCH, open_by_handle_at"
    })
    void aCapabilityOpensItsCalls(String capability, String call) {
        assertThat(allowed(List.of())).doesNotContain(call);
        assertThat(allowed(List.of(capability))).contains(call);
    }

    @Test
    void nobodyReachesTheKeyringOrIoUring() {
        assertThat(allowed(List.of("CAP_SYS_ADMIN", "CAP_SYS_PTRACE")))
                .doesNotContain("keyctl", "add_key", "request_key", "io_uring_setup", "userfaultfd", "kexec_load");
    }

    @Test
    void clone3AnswersAsIfItWereUnknown() {
        assertThat(Seccomp.filter(List.of()).path("syscalls")).anySatisfy(rule -> {
            assertThat(rule.path("names").path(0).asString("")).isEqualTo("clone3");
            assertThat(rule.path("errnoRet").asInt()).isEqualTo(38);
        });
    }
}
