package naru.cli;

/// Exit codes, as `naru --help` lists them.
public final class Exit {
    /// Done.
    public static final int OK = 0;
    /// It did not work; the sentence on standard error says why.
    public static final int FAILED = 1;
    /// The command line is wrong.
    public static final int USAGE = 2;
    /// The daemon is not running.
    public static final int NOT_RUNNING = 3;
    /// The launcher could not build Naru or install what it needs.
    public static final int NOT_BUILT = 4;

    private Exit() {}
}
