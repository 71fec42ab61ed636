package naru.http;

import java.io.IOException;
import java.io.InputStream;

/// Everything that still comes on a connection.
final class Rest extends InputStream {
    private final Intake intake;

    Rest(Intake intake) {
        this.intake = intake;
    }

    @Override
    public int read() throws IOException {
        return intake.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        return intake.read(buffer, offset, length);
    }
}
