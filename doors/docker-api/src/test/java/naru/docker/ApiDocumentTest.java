package naru.docker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import naru.base.Json;
import org.junit.jupiter.api.Test;

/// docs/docker-api.md says what the code does.
class ApiDocumentTest {
    private static final Path DOCUMENT = Path.of("../../docs/docker-api.md");

    /// The routes alone: nobody calls them.
    private static Table table() throws ReflectiveOperationException {
        return DockerApi.table(nothing());
    }

    /// Services of which there is none.
    static Services nothing() throws ReflectiveOperationException {
        Class<?>[] types = Stream.of(Services.class.getRecordComponents())
                .map(RecordComponent::getType)
                .toArray(Class<?>[]::new);
        return Services.class.getDeclaredConstructor(types).newInstance(new Object[types.length]);
    }

    @Test
    void isUpToDate() throws IOException, ReflectiveOperationException {
        String text = new ApiDocument(table()).text();
        if (System.getenv("NARU_WRITE_DOCS") != null) {
            Files.writeString(DOCUMENT, text);
        }
        assertThat(Files.readString(DOCUMENT)).isEqualTo(text);
    }

    @Test
    void everyGapIsAboutAFieldThatThereIs() {
        List<ApiFields.Described> all = ApiFields.all();
        for (Gap gap : Gaps.table()) {
            assertThat(all.stream()
                            .filter(one -> one.name().equals(gap.operation()))
                            .flatMap(one -> one.fields().stream())
                            .anyMatch(gap::covers))
                    .as("%s %s", gap.operation(), gap.field())
                    .isTrue();
        }
    }

    @Test
    void everyOperationHasARoute() throws ReflectiveOperationException {
        List<Table.Operation> routes = table().operations();
        for (ApiFields.Described one : ApiFields.all()) {
            assertThat(routes.stream().anyMatch(route -> leads(route, one)))
                    .as(one.name())
                    .isTrue();
        }
    }

    private static boolean leads(Table.Operation route, ApiFields.Described one) {
        String pattern = route.pattern().replaceAll("\\{[a-z]+:\\.\\*}", ".+").replaceAll("\\{[a-z]+}", "[^/]+");
        return route.method().equals(one.method()) && one.path().matches(pattern);
    }

    @Test
    void whatIsNotHonouredIsWarnedOf() {
        String body = "{\"hostconfig\":{\"CpuCount\":2,\"CpuPercent\":0,\"Cgroup\":\"\",\"Memory\":5}}";
        assertThat(Gaps.warnings(Gaps.CREATE, Json.tree(body.getBytes(StandardCharsets.UTF_8))))
                .containsExactly("HostConfig.CpuCount is not supported and was discarded: only Windows has it");
        assertThat(Gaps.warnings(Gaps.UPDATE, Json.tree("{\"CpuPercent\":7}".getBytes(StandardCharsets.UTF_8))))
                .containsExactly("CpuPercent is not supported and was discarded: only Windows has it");
    }
}
