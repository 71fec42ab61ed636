package naru.pipeline.script;

import org.jspecify.annotations.Nullable;

/// The jumps of a script: `return`, `break`, `continue`. Never leave the interpreter.
abstract sealed class Signal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private Signal() {
        super(null, null, false, false);
    }

    static final class Return extends Signal {
        private static final long serialVersionUID = 1L;
        final transient @Nullable Object value;

        Return(@Nullable Object value) {
            this.value = value;
        }
    }

    static final class Break extends Signal {
        private static final long serialVersionUID = 1L;
    }

    static final class Continue extends Signal {
        private static final long serialVersionUID = 1L;
    }
}
