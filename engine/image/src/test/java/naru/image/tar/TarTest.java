package naru.image.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import naru.base.Fault;
import org.junit.jupiter.api.Test;

class TarTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        List<TarEntry> entries = List.of(
                TarEntry.directory("etc/", 01777, NOON),
                new TarEntry("etc/link", TarEntry.Type.SYMLINK, 0777, 1, 2, 0, NOON, "../a", 0, 0, Map.of()),
                new TarEntry("dev/null", TarEntry.Type.CHARACTER, 0666, 0, 0, 0, NOON, "", 1, 3, Map.of()),
                new TarEntry("pipe", TarEntry.Type.FIFO, 0600, 0, 0, 0, NOON, "", 0, 0, Map.of()));
        assertThat(heads(write(entries))).isEqualTo(entries);
    }

    @Test
    void longNamesLargeOwnersFineTimesAndAttributesSurvive() throws IOException {
        String name = "ö/" + "n".repeat(300);
        TarEntry entry = new TarEntry(
                name,
                TarEntry.Type.SYMLINK,
                0777,
                70_000_000,
                70_000_001,
                0,
                NOON.plusNanos(123_456_789),
                "t".repeat(200),
                0,
                0,
                Map.of());
        assertThat(heads(write(List.of(entry)))).containsExactly(entry);
        TarEntry attributed = new TarEntry(
                "a", TarEntry.Type.DIRECTORY, 0755, 0, 0, 0, NOON, "", 0, 0, Map.of("user.x", new byte[] {0, '\n', 1}));
        assertThat(heads(write(List.of(attributed))).getFirst().xattrs().get("user.x"))
                .containsExactly(0, '\n', 1);
    }

    @Test
    void everyLengthOfAPaxRecordCountsItself() throws IOException {
        for (int length = 101; length < 1_200; length += 1) {
            TarEntry entry = TarEntry.directory("d".repeat(length) + "/", 0755, NOON);
            assertThat(heads(write(List.of(entry)))).containsExactly(entry);
        }
    }

    @Test
    void dataIsReadAndSkipped() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            tar.put(TarEntry.file("a", 0644, 5, NOON), "first".getBytes(StandardCharsets.UTF_8));
            tar.put(TarEntry.file("b", 0644, 6, NOON), "second".getBytes(StandardCharsets.UTF_8));
        }
        TarReader reader = new TarReader(new ByteArrayInputStream(bytes.toByteArray()));
        assertThat(reader.next()).isPresent();
        assertThat(reader.next()).map(TarEntry::name).contains("b");
        assertThat(reader.data().readAllBytes()).asString().isEqualTo("second");
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void whatIsNoArchiveIsRefused() {
        byte[] noise = "x".repeat(2048).getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> heads(noise)).isInstanceOf(Fault.class).hasMessageContaining("no tar archive");
    }

    @Test
    void aTruncatedArchiveIsNoticed() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            tar.put(TarEntry.file("a", 0644, 2000, NOON), new byte[2000]);
        }
        byte[] cut = java.util.Arrays.copyOf(bytes.toByteArray(), 1000);
        TarReader reader = new TarReader(new ByteArrayInputStream(cut));
        assertThat(reader.next()).isPresent();
        assertThatThrownBy(() -> reader.data().readAllBytes()).isInstanceOf(EOFException.class);
    }

    @Test
    void anAbsurdExtendedHeadIsRefused() throws IOException {
        byte[] archive = write(List.of(TarEntry.directory("n".repeat(150) + "/", 0755, NOON)));
        byte[] size = "77777777777".getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(size, 0, archive, 124, size.length);
        long sum = 0;
        for (int i = 0; i < 512; i++) {
            sum += i >= 148 && i < 156 ? ' ' : archive[i] & 0xff;
        }
        byte[] digits = String.format("%06o\0 ", sum).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(digits, 0, archive, 148, digits.length);
        assertThatThrownBy(() -> heads(archive)).isInstanceOf(Fault.class).hasMessageContaining("extended head");
    }

    private static byte[] write(List<TarEntry> entries) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarWriter tar = new TarWriter(bytes)) {
            for (TarEntry entry : entries) {
                tar.put(entry);
            }
        }
        return bytes.toByteArray();
    }

    private static List<TarEntry> heads(byte[] archive) throws IOException {
        TarReader reader = new TarReader(new ByteArrayInputStream(archive));
        List<TarEntry> entries = new ArrayList<>();
        for (Optional<TarEntry> entry = reader.next(); entry.isPresent(); entry = reader.next()) {
            entries.add(entry.get());
        }
        return entries;
    }

    /// A head of 512 bytes, with its check sum.
    private static byte[] head(char type, String name, int size) {
        byte[] head = new byte[512];
        put(head, 0, name);
        put(head, 124, "%011o".formatted(size));
        head[156] = (byte) type;
        return summed(head);
    }

    private static byte[] summed(byte[] head) {
        put(head, 148, "        ");
        long sum = 0;
        for (byte b : head) {
            sum += b & 0xff;
        }
        put(head, 148, "%06o\0 ".formatted(sum));
        return head;
    }

    private static void put(byte[] into, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(bytes, 0, into, at, bytes.length);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static InputStream repeated(byte[] part, int times) {
        return new SequenceInputStream(Collections.enumeration(Collections.nCopies(times, part).stream()
                .map(bytes -> (InputStream) new ByteArrayInputStream(bytes))
                .toList()));
    }

    @Test
    void twoMillionEntriesAreTheMost() {
        byte[] thousand = joined(Collections.nCopies(1_000, head('0', "x", 0)).toArray(byte[][]::new));
        TarReader reader = new TarReader(repeated(thousand, 2_001));
        assertThatThrownBy(() -> {
                    while (reader.next().isPresent()) {
                        assertThat(reader.data()).isNotNull();
                    }
                })
                .isInstanceOfSatisfying(
                        Fault.class, fault -> assertThat(fault.kind()).isEqualTo(Fault.Kind.TOO_LARGE))
                .hasMessageContaining("over 2000000 entries");
    }

    @Test
    void headsWithoutAnEndAreRefused() throws IOException {
        byte[] record = "1024 path=".getBytes(StandardCharsets.US_ASCII);
        byte[] data = Arrays.copyOf(record, 1024);
        Arrays.fill(data, record.length, 1023, (byte) 'x');
        data[1023] = '\n';
        for (char type : new char[] {'x', 'g'}) {
            TarReader reader = new TarReader(repeated(joined(head(type, "pax", 1024), data), 2_000));
            assertThatThrownBy(reader::next).isInstanceOf(Fault.class).hasMessageContaining("extended head");
        }
        TarReader many = new TarReader(repeated(joined(head('g', "pax", 1024), data, head('0', "x", 0)), 2_000));
        assertThatThrownBy(() -> {
                    while (many.next().isPresent()) {
                        assertThat(many.data()).isNotNull();
                    }
                })
                .isInstanceOf(Fault.class)
                .hasMessageContaining("extended head");
    }

    @Test
    void namesThatNoFileSystemTakesAreRefused() throws IOException {
        byte[] archive = write(List.of(TarEntry.directory("d/".repeat(3_000), 0755, NOON)));
        assertThatThrownBy(() -> heads(archive)).isInstanceOf(Fault.class).hasMessageContaining("6000 characters");
    }

    /// Written out, the largest of these has a thousand million digits.
    @Test
    void aTimeThatNobodyLivesInIsRefused() throws IOException {
        for (String time : List.of("1e999999999", "9999999999999", "x", ".")) {
            byte[] record = record("mtime=" + time);
            byte[] archive = joined(head('x', "pax", record.length), padded(record), head('0', "x", 0));
            assertThatThrownBy(() -> heads(archive)).isInstanceOf(Fault.class).hasMessageContaining(time);
        }
        byte[] far = head('0', "x", 0);
        Arrays.fill(far, 137, 148, (byte) 0x7f);
        far[136] = (byte) 0x80;
        assertThatThrownBy(() -> heads(summed(far))).isInstanceOf(Fault.class).hasMessageContaining("malformed time");
    }

    @Test
    void partsOfSecondsAreRead() throws IOException {
        byte[] record = record("mtime=-1.25");
        byte[] archive = joined(head('x', "pax", record.length), padded(record), head('0', "x", 0));
        assertThat(heads(archive).getFirst().modified()).isEqualTo(Instant.ofEpochMilli(-1_250));
    }

    /// Each entry began with a copy of them all.
    @Test
    void whatAnExtendedHeadSaysThatNobodyReadsIsNotKept() {
        ByteArrayOutputStream many = new ByteArrayOutputStream();
        for (int i = 0; i < 60_000; i++) {
            many.writeBytes(record("k" + i + "="));
        }
        byte[] data = many.toByteArray();
        byte[] thousand = joined(Collections.nCopies(1_000, head('0', "x", 0)).toArray(byte[][]::new));
        TarReader reader = new TarReader(new SequenceInputStream(
                new ByteArrayInputStream(joined(head('g', "pax", data.length), padded(data))), repeated(thousand, 50)));
        assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            while (reader.next().isPresent()) {
                assertThat(reader.data()).isNotNull();
            }
        });
    }

    private static byte[] record(String text) {
        int length = text.length() + 2;
        while (length != (length + " " + text + "\n").length()) {
            length++;
        }
        return (length + " " + text + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] padded(byte[] data) {
        return Arrays.copyOf(data, (data.length + 511) / 512 * 512);
    }
}
