package naru.linux;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.charset.StandardCharsets;
import naru.base.Fault;
import org.jspecify.annotations.Nullable;

/// Changes of nftables, in nft(8)'s language, one transaction per call: all of it or nothing.
///
/// It goes through libnftables.so.1 in this process; where the library is missing, through the `nft` program. The
/// library's context is not for several threads, so a lock is around it. Speaks for the network namespace of the
/// thread that opened it.
public final class Nftables implements AutoCloseable {
    private final @Nullable Library library;

    private Nftables(@Nullable Library library) {
        this.library = library;
    }

    /// For the network namespace of the calling thread.
    public static Nftables open() {
        return new Nftables(Library.load());
    }

    /// The same through the `nft` program, as where the library is missing.
    public static Nftables program() {
        return new Nftables(null);
    }

    /// Applies a script and answers what it printed. A refusal is an INTERNAL fault with nft's own words.
    public synchronized String run(String script) {
        String lines = script.endsWith("\n") ? script : script + "\n"; // a block must be followed by a line end
        return library == null ? runProgram(lines) : library.run(lines);
    }

    /// True if the library is used.
    public boolean inProcess() {
        return library != null;
    }

    @Override
    public synchronized void close() {
        if (library != null) {
            library.free();
        }
    }

    private static Fault refused(String error) {
        return Fault.internal("nftables refused a change: " + error.strip(), null);
    }

    private static String runProgram(String script) {
        try {
            Process process = new ProcessBuilder("nft", "-f", "-")
                    .redirectErrorStream(true)
                    .start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(script.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw refused(output);
            }
            return output;
        } catch (IOException e) {
            throw Fault.unavailable("neither libnftables.so.1 nor the program nft is there: install nftables", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Fault.unavailable("interrupted while nft was running", e);
        }
    }

    /// libnftables(3): one context whose output and errors are kept in buffers.
    private static final class Library {
        private static final @Nullable Calls CALLS = Calls.find();

        private final Calls calls;
        private final long context;

        private Library(Calls calls, long context) {
            this.calls = calls;
            this.context = context;
        }

        static @Nullable Library load() {
            if (CALLS == null) {
                return null;
            }
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = Libc.state(arena);
                long context = CALLS.create.call(state, 0);
                if (context == 0) {
                    return null;
                }
                int output = (int) CALLS.bufferOutput.call(state, context);
                int errors = (int) CALLS.bufferError.call(state, context);
                return output == 0 && errors == 0 ? new Library(CALLS, context) : null;
            }
        }

        String run(String script) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment state = Libc.state(arena);
                int result = (int) calls.run.call(
                        state, context, arena.allocateFrom(script).address());
                String output = Libc.text(calls.output.call(state, context));
                String error = Libc.text(calls.error.call(state, context));
                if (result != 0) {
                    throw refused(error);
                }
                return output;
            }
        }

        void free() {
            try (Arena arena = Arena.ofConfined()) {
                calls.free.call(Libc.state(arena), context);
            }
        }
    }

    private record Calls(
            NativeFunction create,
            NativeFunction free,
            NativeFunction bufferOutput,
            NativeFunction bufferError,
            NativeFunction run,
            NativeFunction output,
            NativeFunction error) {
        static @Nullable Calls find() {
            try {
                SymbolLookup symbols = SymbolLookup.libraryLookup("libnftables.so.1", Arena.global());
                return new Calls(
                        function(symbols, "nft_ctx_new"),
                        function(symbols, "nft_ctx_free"),
                        function(symbols, "nft_ctx_buffer_output"),
                        function(symbols, "nft_ctx_buffer_error"),
                        function(symbols, "nft_run_cmd_from_buffer"),
                        function(symbols, "nft_ctx_get_output_buffer"),
                        function(symbols, "nft_ctx_get_error_buffer"));
            } catch (IllegalArgumentException _) {
                return null; // the library is not installed: the program is used instead
            }
        }

        private static NativeFunction function(SymbolLookup symbols, String name) {
            return NativeFunction.at(symbols.findOrThrow(name));
        }
    }
}
