package naru.build;

import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// Bytes as text, as they come: a character that two writes share is not broken. For one thread at a time.
final class TextOutput extends OutputStream {
    private static final int LONGEST = 4;

    private final Consumer<String> reader;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    private byte[] rest = new byte[0];

    TextOutput(Consumer<String> reader) {
        this.reader = reader;
    }

    @Override
    public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        ByteBuffer in = ByteBuffer.allocate(rest.length + length)
                .put(rest)
                .put(bytes, offset, length)
                .flip();
        CharBuffer out = CharBuffer.allocate(in.remaining() + LONGEST);
        decoder.decode(in, out, false);
        rest = new byte[in.remaining()];
        in.get(rest);
        if (out.flip().hasRemaining()) {
            reader.accept(out.toString());
        }
    }
}
