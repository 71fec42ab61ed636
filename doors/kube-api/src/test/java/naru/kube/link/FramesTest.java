package naru.kube.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import naru.base.Fault;
import naru.base.Json;
import naru.node.PodAccess;
import org.junit.jupiter.api.Test;

class FramesTest {
    private static Frames reading(byte[] bytes) {
        return new Frames(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
    }

    @Test
    void framesArriveAsTheyWereSent() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Frames writer = new Frames(new ByteArrayInputStream(new byte[0]), sent);
        writer.pump(Frames.STDOUT, new ByteArrayInputStream("hello".getBytes(StandardCharsets.UTF_8)));
        writer.numbers(Frames.RESIZE, 80, 24);
        Frames reader = reading(sent.toByteArray());
        assertThat(reader.read().bytes()).asString(StandardCharsets.UTF_8).isEqualTo("hello");
        Frames.Frame size = reader.read();
        assertThat(List.of(size.number(0), size.number(1))).containsExactly(80, 24);
        assertThatThrownBy(reader::read).isInstanceOf(EOFException.class);
    }

    @Test
    void framesThatAreTooLongAreRefused() {
        assertThatThrownBy(() -> reading(new byte[] {1, 0x7f, 0, 0, 0}).read()).isInstanceOf(IOException.class);
    }

    @Test
    void linesEndBeforeWhatFollows() throws IOException {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        Line.write(sent, Map.of("call", "1"));
        sent.write("rest".getBytes(StandardCharsets.UTF_8));
        ByteArrayInputStream in = new ByteArrayInputStream(sent.toByteArray());
        assertThat(Line.read(in).path("call").asString("")).isEqualTo("1");
        assertThat(in.readAllBytes()).asString(StandardCharsets.UTF_8).isEqualTo("rest");
        assertThatThrownBy(() -> Line.read(new ByteArrayInputStream(new byte[5])))
                .isInstanceOf(EOFException.class);
    }

    @Test
    void callsAndFaultsSurviveTheWay() {
        CallDocument call =
                CallDocument.exec(new PodAccess.Target("default", "web", "u1", "c"), List.of("sh"), true, false);
        assertThat(Json.read(Json.write(call), CallDocument.class)).isEqualTo(call);
        CallAnswer answer = Json.read(Json.write(CallAnswer.of(Fault.notFound("no such container"))), CallAnswer.class);
        assertThatThrownBy(answer::check).hasMessage("no such container").isInstanceOf(Fault.class);
    }
}
