package naru.kube.link;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import naru.base.Json;
import tools.jackson.databind.JsonNode;

/// JSON documents on a connection, a line each.
final class Line {
    private static final int LONGEST = 1 << 20;

    private Line() {}

    /// The next document, read byte by byte so that what follows stays in the stream.
    ///
    /// @throws EOFException if the other side is gone
    static JsonNode read(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new EOFException("the other side is gone");
            }
            line.write(b);
            if (line.size() > LONGEST) {
                throw new IOException("a line of more than " + LONGEST + " bytes");
            }
        }
        return Json.tree(line.toByteArray());
    }

    static void write(OutputStream out, Object document) throws IOException {
        byte[] json = Json.write(document);
        byte[] line = java.util.Arrays.copyOf(json, json.length + 1);
        line[json.length] = '\n';
        out.write(line);
        out.flush();
    }
}
