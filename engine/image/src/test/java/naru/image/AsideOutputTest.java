package naru.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Random;
import naru.base.Fault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class AsideOutputTest {
    private static OutputStream refusing(Exception refusal) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (refusal instanceof IOException e) {
                    throw e;
                }
                throw (RuntimeException) refusal;
            }
        };
    }

    @Test
    void allArrivesInOrder() throws IOException {
        byte[] bytes = new byte[1 << 20];
        new Random(7).nextBytes(bytes);
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        try (AsideOutput aside = new AsideOutput(arrived)) {
            for (int at = 0; at < bytes.length; at += 1000) {
                aside.write(bytes, at, Math.min(1000, bytes.length - at));
            }
            aside.write(1);
            aside.finish();
        }
        assertThat(arrived.size()).isEqualTo(bytes.length + 1);
        assertThat(arrived.toByteArray()).startsWith(bytes).endsWith(1);
    }

    @Test
    void itsBytesAreItsOwn() throws IOException {
        byte[] reused = {1};
        ByteArrayOutputStream arrived = new ByteArrayOutputStream();
        try (AsideOutput aside = new AsideOutput(arrived)) {
            aside.write(reused);
            reused[0] = 2;
            aside.finish();
        }
        assertThat(arrived.toByteArray()).containsExactly(1);
    }

    @Test
    void aRefusalIsToldToTheWriterWhoIsNotHeldUp() {
        IOException full = new IOException("No space left on device");
        assertThatThrownBy(() -> {
                    try (AsideOutput aside = new AsideOutput(refusing(full))) {
                        for (int i = 0; i < 100; i++) {
                            aside.write(new byte[100_000]);
                        }
                        aside.finish();
                    }
                })
                .isInstanceOf(IOException.class)
                .hasRootCause(full);
        Fault wrong = Fault.invalid("wrong");
        assertThatThrownBy(() -> {
                    try (AsideOutput aside = new AsideOutput(refusing(wrong))) {
                        aside.write(1);
                        aside.finish();
                    }
                })
                .isSameAs(wrong);
    }

    /// One that is no exception ended the thread, and the writer waited for it for ever.
    @Test
    void anErrorIsToldTooAndHoldsNobodyUp() {
        OutputStream failing = new OutputStream() {
            @Override
            public void write(int b) {
                throw new OutOfMemoryError("no memory");
            }
        };
        assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> {
                            try (AsideOutput aside = new AsideOutput(failing)) {
                                for (int i = 0; i < 100; i++) {
                                    aside.write(new byte[100_000]);
                                }
                                aside.finish();
                            }
                        })
                        .isInstanceOf(IOException.class)
                        .hasRootCauseMessage("no memory"));
    }
}
