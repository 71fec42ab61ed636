package naru.linux;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
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
        private final MemorySegment context;

        private Library(Calls calls, MemorySegment context) {
            this.calls = calls;
            this.context = context;
        }

        static @Nullable Library load() {
            if (CALLS == null) {
                return null;
            }
            try {
                MemorySegment context = (MemorySegment) CALLS.create.invokeExact(0);
                if (context.equals(MemorySegment.NULL)) {
                    return null;
                }
                int output = (int) CALLS.bufferOutput.invokeExact(context);
                int errors = (int) CALLS.bufferError.invokeExact(context);
                return output == 0 && errors == 0 ? new Library(CALLS, context) : null;
            } catch (Throwable t) {
                throw Libc.broken(t);
            }
        }

        String run(String script) {
            try (Arena arena = Arena.ofConfined()) {
                int result = (int) calls.run.invokeExact(context, arena.allocateFrom(script));
                String output = text((MemorySegment) calls.output.invokeExact(context));
                String error = text((MemorySegment) calls.error.invokeExact(context));
                if (result != 0) {
                    throw refused(error);
                }
                return output;
            } catch (Throwable t) {
                throw Libc.broken(t);
            }
        }

        void free() {
            try {
                calls.free.invokeExact(context);
            } catch (Throwable t) {
                throw Libc.broken(t);
            }
        }

        private static String text(MemorySegment pointer) {
            return pointer.equals(MemorySegment.NULL)
                    ? ""
                    : pointer.reinterpret(Integer.MAX_VALUE).getString(0);
        }
    }

    private record Calls(
            MethodHandle create,
            MethodHandle free,
            MethodHandle bufferOutput,
            MethodHandle bufferError,
            MethodHandle run,
            MethodHandle output,
            MethodHandle error) {
        static @Nullable Calls find() {
            try {
                SymbolLookup symbols = SymbolLookup.libraryLookup("libnftables.so.1", Arena.global());
                FunctionDescriptor intOfPointer = FunctionDescriptor.of(Libc.INT, Libc.POINTER);
                FunctionDescriptor pointerOfPointer = FunctionDescriptor.of(Libc.POINTER, Libc.POINTER);
                return new Calls(
                        handle(symbols, "nft_ctx_new", FunctionDescriptor.of(Libc.POINTER, Libc.INT)),
                        handle(symbols, "nft_ctx_free", FunctionDescriptor.ofVoid(Libc.POINTER)),
                        handle(symbols, "nft_ctx_buffer_output", intOfPointer),
                        handle(symbols, "nft_ctx_buffer_error", intOfPointer),
                        handle(
                                symbols,
                                "nft_run_cmd_from_buffer",
                                FunctionDescriptor.of(Libc.INT, Libc.POINTER, Libc.POINTER)),
                        handle(symbols, "nft_ctx_get_output_buffer", pointerOfPointer),
                        handle(symbols, "nft_ctx_get_error_buffer", pointerOfPointer));
            } catch (IllegalArgumentException _) {
                return null; // the library is not installed: the program is used instead
            }
        }

        private static MethodHandle handle(SymbolLookup symbols, String name, FunctionDescriptor descriptor) {
            return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), descriptor);
        }
    }
}
