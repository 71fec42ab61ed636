package naru.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import naru.base.Fault;

/// Makes a base image where no public registry is reached: Debian's signed packages, put together by mmdebstrap
/// from the mirrors that this machine uses. The image names Debian's public mirrors only. Safe for use by many
/// threads.
public final class Bootstrap {
    private static final Pattern NAME = Pattern.compile("debian:([a-z]{2,20})(-slim)?");
    private static final int LAST_LINES = 8;
    private static final List<String> CHANGES =
            List.of("CMD [\"bash\"]", "ENV PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");

    private final Archives archives;
    private final Path apt;

    /// @param archives takes the image in
    /// @param apt the machine's `/etc/apt`
    public Bootstrap(Archives archives, Path apt) {
        this.archives = archives;
        this.apt = apt;
    }

    /// Makes `debian:SUITE` and answers it; `progress` hears lines. Interrupting the thread ends it.
    ///
    /// @throws Fault INVALID for another name; UNAVAILABLE if mmdebstrap is missing or fails
    public Image make(String name, Consumer<String> progress) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw Fault.invalid(
                    "\"" + name + "\" cannot be made from packages: name it debian:SUITE, as in" + " debian:bookworm");
        }
        String suite = matcher.group(1);
        Process process = start(AptSources.published(apt, suite), suite);
        try (OutputStream sources = process.getOutputStream()) {
            sources.write((String.join("\n", AptSources.of(apt, suite)) + "\n").getBytes(UTF_8));
        } catch (IOException e) {
            process.destroy();
            throw Fault.unavailable("mmdebstrap ended at once: " + e.getMessage(), e);
        }
        Deque<String> last = new ArrayDeque<>();
        Thread listener = Thread.startVirtualThread(() -> listen(process, last, progress));
        try (InputStream files = whole(process, listener, last)) {
            return archives.importTar(files, name, CHANGES, "Debian " + suite + " from packages");
        } catch (IOException e) {
            throw Fault.internal("cannot end mmdebstrap", e);
        } finally {
            process.destroy();
        }
    }

    private static Process start(List<String> published, String suite) {
        String lines = String.join("\\n", published);
        List<String> command = new ArrayList<>(List.of("mmdebstrap", "--variant=minbase", "--format=tar"));
        command.add("--skip=output/dev");
        command.add("--customize-hook=rm -rf \"$1\"/etc/apt/sources.list.d/*"
                + "; printf '" + lines + "\\n' > \"$1\"/etc/apt/sources.list"
                + "; rm -f \"$1\"/etc/hostname \"$1\"/etc/resolv.conf");
        command.addAll(List.of(suite, "-", "-"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("DEBIAN_FRONTEND", "noninteractive");
        try {
            return builder.start();
        } catch (IOException e) {
            throw Fault.unavailable("mmdebstrap is needed and not there: apt-get install mmdebstrap", e);
        }
    }

    private static void listen(Process process, Deque<String> last, Consumer<String> progress) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getErrorStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (last) {
                    last.addLast(line);
                    if (last.size() > LAST_LINES) {
                        last.removeFirst();
                    }
                }
                progress.accept(line);
            }
        } catch (IOException e) {
            System.getLogger("naru.image").log(System.Logger.Level.DEBUG, "mmdebstrap's output ended", e);
        }
    }

    /// The program's output, whose end is an end only if the program succeeded: half an archive makes no image.
    private static InputStream whole(Process process, Thread listener, Deque<String> last) {
        return new FilterInputStream(process.getInputStream()) {
            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                int n = super.read(buffer, offset, length);
                if (n < 0) {
                    end();
                }
                return n;
            }

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            private void end() {
                try {
                    int code = process.waitFor();
                    listener.join();
                    if (code != 0) {
                        synchronized (last) {
                            throw Fault.unavailable(
                                    "mmdebstrap failed with exit code " + code + ": " + String.join(" | ", last), null);
                        }
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw Fault.unavailable("the bootstrap was cancelled", e);
                }
            }
        };
    }
}
